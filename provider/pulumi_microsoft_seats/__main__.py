"""`python -m pulumi_microsoft_seats`: the same as the command `microsoft-seats`."""

from .cli.main import main

main()
