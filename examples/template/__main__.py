"""Who holds a licence of Microsoft 365 E3: everybody in e3.csv."""

import pulumi

from pulumi_microsoft_seats import LicenseAssignment, users_from_csv

# Until the list is known to be right, it takes no licence that somebody else gave.
e3 = LicenseAssignment("e3", sku="SPE_E3", users=users_from_csv("e3.csv"), ownership="shared")
pulumi.export("assigned", e3.assigned_count)
