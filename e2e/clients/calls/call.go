package main

import (
	"context"
	"fmt"
	"os"

	client "shop.example/recomengine/client"
)

func main() {
	configuration := client.NewConfiguration()
	configuration.Servers[0].URL = os.Getenv("URL")
	withKey := context.WithValue(context.Background(), client.ContextAccessToken, os.Getenv("KEY"))
	event := client.NewWireEventProductViewed("product_viewed", os.Getenv("SHOPPER"), "p-1")
	answer, _, err := client.NewAPIClient(configuration).EventsAPI.SendEvent(withKey).
		WireEvent(client.WireEventProductViewedAsWireEvent(event)).Execute()
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.Data.EventReceipt.EventId)
}
