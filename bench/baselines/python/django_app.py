"""Django REST framework in one file: two models, a serializer and a view, with SQLite set up as Django recommends."""

import hashlib
import json
import os
import uuid

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["DATABASE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 10,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
            },
        }
    },
    INSTALLED_APPS=["rest_framework"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Payment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    customer_id = models.CharField(max_length=64, null=True)
    status = models.CharField(max_length=16, default="SUCCESS")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        app_label = "bench"


class IdempotencyKey(models.Model):
    key = models.CharField(max_length=255, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    response = models.JSONField()

    class Meta:
        app_label = "bench"


class PaymentSerializer(serializers.ModelSerializer):
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)

    class Meta:
        model = Payment
        fields = ["id", "amount", "currency", "customer_id", "status", "created_at"]
        read_only_fields = ["id", "status", "created_at"]


class Payments(APIView):
    def post(self, request):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return Response({"error": "Idempotency-Key is missing"}, status=400)
        serializer = PaymentSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        fingerprint = hashlib.sha256(json.dumps(request.data, sort_keys=True).encode()).hexdigest()
        with transaction.atomic():
            known = IdempotencyKey.objects.filter(key=key).first()
            if known is not None:
                same = known.fingerprint == fingerprint
                return Response(known.response if same else {"error": "key used"}, status=200 if same else 422)
            serializer.save()
            response = json.loads(json.dumps(serializer.data, default=str))
            IdempotencyKey.objects.create(key=key, fingerprint=fingerprint, response=response)
        return Response(response, status=201)


urlpatterns = [path("payments", Payments.as_view())]

with connection.schema_editor() as schema:
    for model in (Payment, IdempotencyKey):
        schema.create_model(model)
connection.close()

app = get_wsgi_application()
