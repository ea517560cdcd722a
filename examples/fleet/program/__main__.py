"""The same program for every stack: it declares what the data file says of the stack it runs as."""

import os
from pathlib import Path

import pulumi
import yaml

from pulumi_microsoft_seats import SeatAssignment, users_from_csv

file = Path(os.environ.get("FLEET_FILE") or "../fleet.yaml")
stacks = yaml.safe_load(file.read_text(encoding="utf-8"))["stacks"]
if pulumi.get_stack() not in stacks:
    raise pulumi.RunError(f"{file} has no stack {pulumi.get_stack()!r}: add it, or destroy it.")

for name, each in stacks[pulumi.get_stack()]["assignments"].items():
    product_id, sku_id = each["product"].split("/")
    assignment = SeatAssignment(
        name,
        product_id=product_id,
        sku_id=sku_id,
        users=users_from_csv(file.parent / each["users"], each.get("column")),
        ownership=each.get("ownership", "exclusive"),
        reclaim_limit=each.get("reclaim_limit", 0.3),
    )
    pulumi.export(f"{name}_seats", assignment.assigned_count)
