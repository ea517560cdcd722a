"""Who holds a seat of two products: everybody of the office, and the teachers among them."""

import pulumi

from pulumi_microsoft_seats import SeatAssignment, users_from_csv

office = SeatAssignment(
    "office",
    product_id="9NBLGGH4R2R6",
    sku_id="0016",
    users=users_from_csv("office.csv"),
)

# Other programs assign seats of Minecraft: Education Edition as well, so this one answers only for
# the users it declares.
minecraft = SeatAssignment(
    "minecraft",
    product_id="CFQ7TTC0K5DR",
    sku_id="0002",
    users=users_from_csv("teachers.csv"),
    ownership="shared",
)

pulumi.export("office_seats", office.assigned_count)
pulumi.export("minecraft_seats", minecraft.assigned_count)
