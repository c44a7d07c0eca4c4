"""An idempotent charge in one SQLite transaction, shared by the Flask and FastAPI servers."""

import hashlib
import json
import os
import sqlite3
import uuid
from datetime import datetime, timezone

SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY, amount TEXT NOT NULL, currency TEXT NOT NULL, customer_id TEXT,
    status TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS payments_by_time ON payments (created_at);
CREATE TABLE IF NOT EXISTS idempotency_keys (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, response TEXT NOT NULL);
"""


def connect():
    connection = sqlite3.connect(os.environ["DATABASE"], isolation_level=None, timeout=10, check_same_thread=False)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
    return connection


def create_schema():
    """Keeps a connection open: SQLite checkpoints its WAL when the last one closes, which would be after every request."""
    global kept
    kept = connect()
    kept.executescript(SCHEMA)


def charge(connection, key, wanted):
    """Returns status and payment. Takes the write lock first, so that two requests with one key cannot both charge."""
    fingerprint = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
    connection.execute("BEGIN IMMEDIATE")
    try:
        row = connection.execute("SELECT fingerprint, response FROM idempotency_keys WHERE key = ?", (key,)).fetchone()
        if row is not None:
            connection.execute("COMMIT")
            return (200, json.loads(row[1])) if row[0] == fingerprint else (422, {"error": "key used with other fields"})
        payment = {
            "id": str(uuid.uuid4()),
            "status": "SUCCESS",
            "created_at": datetime.now(timezone.utc).isoformat(),
            **wanted,
        }
        connection.execute(
            "INSERT INTO payments (id, amount, currency, customer_id, status, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            (payment["id"], wanted["amount"], wanted["currency"], wanted["customer_id"], "SUCCESS", payment["created_at"]),
        )
        connection.execute("INSERT INTO idempotency_keys VALUES (?, ?, ?)", (key, fingerprint, json.dumps(payment)))
        connection.execute("COMMIT")
        return 201, payment
    except BaseException:
        connection.execute("ROLLBACK")
        raise
