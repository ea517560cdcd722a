"""Who has a licence of Microsoft 365 E3, with Yammer off, and who one of Power BI Pro."""

import pulumi

from pulumi_microsoft_seats import LicenseAssignment, users_from_csv

e3 = LicenseAssignment(
    "e3",
    sku="SPE_E3",
    users=users_from_csv("e3.csv"),
    disabled_plans=["YAMMER_ENTERPRISE"],
)
power_bi = LicenseAssignment("power-bi", sku="POWER_BI_PRO", users=users_from_csv("power-bi.csv"))

pulumi.export("e3", e3.assigned_count)
pulumi.export("power_bi", power_bi.assigned_count)
