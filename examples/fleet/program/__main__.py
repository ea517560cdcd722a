"""The program of every stack: its configuration says which SKU, and who has a licence."""

import pulumi

from pulumi_microsoft_seats import LicenseAssignment, users_from_csv

config = pulumi.Config()
licences = LicenseAssignment(
    "licences", sku=config.require("sku"), users=users_from_csv(config.require("users"))
)
pulumi.export("assigned", licences.assigned_count)
