"""`python -m syndication`: the commands, without an installed script."""

from syndication.cli import main

main(prog_name="python -m syndication")
