import uuid
from datetime import datetime, timezone


def identified(body):
    """Returns events with an id and a time each, so that what is sent again is the same event.

    Those that have them keep theirs; other spellings than ours stay as they are.
    """
    if isinstance(body, list):
        return [identified(event) for event in body]
    if not isinstance(body, dict):
        return body
    if isinstance(body.get("events"), list):
        return {**body, "events": identified(body["events"])}
    if "eventType" not in body:
        return body
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return {"eventId": str(uuid.uuid4()), "timestamp": now, **body}
