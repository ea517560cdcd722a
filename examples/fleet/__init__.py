"""Many stacks of one program, run side by side with Pulumi's Automation API."""
