"""Flask as in its tutorial: a connection in `g`, opened on first use and closed after the request."""

from decimal import Decimal, InvalidOperation

from flask import Flask, g, jsonify, request

import charges

app = Flask(__name__)
charges.create_schema()


def get_db():
    if "db" not in g:
        g.db = charges.connect()
    return g.db


@app.teardown_appcontext
def close_db(_error):
    db = g.pop("db", None)
    if db is not None:
        db.close()


@app.post("/payments")
def create_payment():
    key = request.headers.get("Idempotency-Key")
    body = request.get_json()
    try:
        amount = Decimal(body["amount"])
    except (InvalidOperation, KeyError, TypeError):
        return jsonify(error="amount is not a number"), 400
    if key is None or amount <= 0 or len(body.get("currency", "")) != 3:
        return jsonify(error="invalid request"), 400
    wanted = {"amount": str(amount), "currency": body["currency"], "customer_id": body.get("customer_id")}
    status, payment = charges.charge(get_db(), key, wanted)
    return jsonify(payment), status
