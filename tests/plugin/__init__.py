"""Tests of what runs in the plugin process."""
