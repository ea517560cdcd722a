"""One stack for each tenant and SKU, run with Pulumi's Automation API."""
