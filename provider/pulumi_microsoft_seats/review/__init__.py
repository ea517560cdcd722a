"""A preview as a reviewer wants to read it: who gains and who loses a seat, and what was refused.

    preview → reading → report → text, Markdown, HTML or JSON

`preview` turns the JSON of `pulumi preview --json` into values, `reading` compiles a `Report` from
them, and each renderer reads nothing but that report.
"""
