import org.openapitools.client.ApiClient;
import org.openapitools.client.api.EventsApi;
import org.openapitools.client.model.WireEvent;
import org.openapitools.client.model.WireEventProductViewed;

public class Call {
    public static void main(String[] args) throws Exception {
        ApiClient client = new ApiClient();
        client.setBasePath(System.getenv("URL"));
        client.setBearerToken(System.getenv("KEY"));
        WireEventProductViewed event = new WireEventProductViewed()
                .eventType(WireEventProductViewed.EventTypeEnum.PRODUCT_VIEWED)
                .userId(System.getenv("SHOPPER"))
                .productId("p-1");
        System.out.println(new EventsApi(client).sendEvent(new WireEvent(event)).getData().getEventReceipt().getEventId());
    }
}
