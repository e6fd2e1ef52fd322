import os

from openapi_client import ApiClient, Configuration, EventsApi, WireEvent, WireEventProductViewed

client = ApiClient(Configuration(host=os.environ["URL"], access_token=os.environ["KEY"]))
event = WireEventProductViewed(eventType="product_viewed", userId=os.environ["SHOPPER"], productId="p-1")
answer = EventsApi(client).send_event(WireEvent(event))
print(answer.data.actual_instance.event_id)
