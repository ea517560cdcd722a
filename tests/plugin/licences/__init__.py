"""Tests of what runs in the plugin process for licences: groups, plans, people with ids."""
