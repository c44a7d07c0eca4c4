"""FastAPI as in its tutorial: a model for the body, the connection as a dependency with `yield`, a plain `def`."""

from decimal import Decimal
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Response
from pydantic import BaseModel, Field

import charges

app = FastAPI()
charges.create_schema()


class Charge(BaseModel):
    amount: Decimal = Field(gt=0, max_digits=14, decimal_places=2)
    currency: str = Field(min_length=3, max_length=3)
    customer_id: str | None = Field(default=None, max_length=64)


def get_db():
    db = charges.connect()
    try:
        yield db
    finally:
        db.close()


@app.post("/payments", status_code=201)
def create_payment(
    charge: Charge, idempotency_key: Annotated[str, Header()], response: Response, db: Annotated[object, Depends(get_db)]
):
    status, payment = charges.charge(db, idempotency_key, charge.model_dump(mode="json"))
    response.status_code = status
    return payment
