"""The program of every stack: its configuration says which product, and whose seats."""

import pulumi

from pulumi_microsoft_seats import SeatAssignment, users_from_csv

config = pulumi.Config()
product_id, sku_id = config.require("product").split("/")
seats = SeatAssignment(
    "seats",
    product_id=product_id,
    sku_id=sku_id,
    users=users_from_csv(config.require("users")),
)
pulumi.export("assigned", seats.assigned_count)
