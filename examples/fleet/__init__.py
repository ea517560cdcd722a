"""One stack for each tenant and product, run with Pulumi's Automation API."""
