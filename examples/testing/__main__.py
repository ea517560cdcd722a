"""Who holds a seat: everybody in office.csv."""

import pulumi

from pulumi_microsoft_seats import SeatAssignment, users_from_csv

office = SeatAssignment(
    "office",
    product_id="9NBLGGH4R2R6",
    sku_id="0016",
    users=users_from_csv("office.csv"),
)
pulumi.export("assigned", office.assigned_count)
