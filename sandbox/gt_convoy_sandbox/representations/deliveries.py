"""What was sent to a webhook, as REST lists it."""

import json
from urllib.parse import parse_qs

from gt_convoy_sandbox.deliveries import Delivery
from gt_convoy_sandbox.representations.context import Body, optional_timestamp


def item(delivery: Delivery) -> Body:
    """Give a delivery as lists do."""
    response = delivery.response
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "delivered_at": optional_timestamp(delivery.delivered_at),
        "redelivery": delivery.redelivery,
        "duration": response.duration if response else 0,
        "status": response.reason if response else "pending",
        "status_code": response.status if response else 0,
        "event": delivery.event,
        "action": delivery.action or None,
        "installation_id": delivery.installation_id,
        "repository_id": delivery.repository_id,
        "throttled_at": None,
    }


def delivery(delivery: Delivery) -> Body:
    """Give a delivery with request and response."""
    response = delivery.response
    return item(delivery) | {
        "url": delivery.hook.url,
        "request": {"headers": delivery.headers, "payload": _payload(delivery)},
        "response": {
            "headers": response.headers if response else {},
            "payload": response.body if response else None,
        },
    }


def _payload(delivery: Delivery) -> Body:
    text = delivery.body.decode()
    loaded: Body = json.loads(text if delivery.hook.content_type == "json" else parse_qs(text)["payload"][0])
    return loaded
