"""Who has a licence of Microsoft 365 E3: everybody in e3.csv."""

import pulumi

from pulumi_microsoft_seats import LicenseAssignment, users_from_csv

e3 = LicenseAssignment("e3", sku="SPE_E3", users=users_from_csv("e3.csv"))
pulumi.export("assigned", e3.assigned_count)
