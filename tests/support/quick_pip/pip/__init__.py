"""What the Pulumi CLI asks of pip before each command, answered in a tenth of the time.

Its Python host asks for pip's version and for every installed package, to find those that bring a
plugin of their own. With the hundred packages of a developer's environment that takes longer than
most programs of the end-to-end tests. The demo's tests and the benchmark have the real pip.
"""
