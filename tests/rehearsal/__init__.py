"""Tests of the rehearsal: programs of the tests' own, run without the Pulumi CLI."""
