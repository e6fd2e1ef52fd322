"""What published.ts does, by the client in Python: prints one JSON object."""

import json
import os

from recomengine_client import Client, ProblemError

URL, KEY = os.environ["URL"], os.environ["KEY"]
direct = Client(URL, KEY)
events = [{"eventType": "product_viewed", "userId": f"shopper-{n}", "productId": "p-1"} for n in range(20)]


def problem_of(call):
    try:
        return call()
    except ProblemError as error:
        return {"status": error.status, "codes": [reason["code"] for reason in error.problem["errors"]]}
    except OSError:
        return "no answer"
    except (AttributeError, TypeError) as error:
        return str(error)


once = problem_of(lambda: Client(os.environ["CONTROL_RELAY"], KEY, max_tries=1).send_event_batch({"events": events}))
sent = Client(os.environ["RELAY"], KEY).send_event_batch({"events": events})["data"]
admin = Client(os.environ["ADMIN_RELAY"], os.environ["ADMIN"])
made = admin.create_tenant({"name": "Second shop"})["data"]["name"]
names = [tenant["name"] for tenant in admin.items("list_tenants", limit=1)]
for n in range(5):
    direct.put_catalog_item({"name": f"p-{n}", "category": "Mugs", "price": 1}, productId=f"p-{n}")
listed = [item["productId"] for item in direct.items("list_catalog", limit=2)]
refused = problem_of(lambda: Client(URL, os.environ["READ_KEY"]).send_event(events[0]))
invalid = problem_of(lambda: direct.send_event({"eventType": "product_viewed", "userId": "ada"}))
missing = problem_of(lambda: direct.get_nothing())
unknown = problem_of(lambda: direct.list_catalog(limti=1))
print(json.dumps({"once": once, "sent": sent, "made": made, "names": names, "listed": listed, "refused": refused,
                  "invalid": invalid, "missing": missing, "unknown": unknown}))
