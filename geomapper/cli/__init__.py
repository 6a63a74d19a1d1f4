"""The command line: verbs with the same names as the functions, which do the work."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from geomapper import __version__
from geomapper.cli import line, pictures, tables
from geomapper.cli.shared import STYLE
from geomapper.errors import GeomapperError

app = typer.Typer(help="News stories in, dated and sourced maps of territorial control out.", **STYLE)
for name, command in {**line.COMMANDS, **pictures.COMMANDS, **tables.COMMANDS}.items():
    app.command(name)(command)
for name, (text, commands) in tables.GROUPS.items():
    group = typer.Typer(help=text, **STYLE)
    for verb, command in commands.items():
        group.command(verb)(command)
    app.add_typer(group, name=name)


def _version(show: bool) -> None:
    if show:
        print(f"geomapper {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version.")
    ] = False,
) -> None:
    """News stories in, dated and sourced maps of territorial control out."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: exit status 0, 1 for a failure, 2 for a wrong call, with one line on why."""
    try:
        status = app(arguments, prog_name="geomapper", standalone_mode=False)
    except GeomapperError as error:
        _fail(str(error), 1)
    except KeyboardInterrupt:
        _fail("stopped", 130)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone: no traceback at exit
        sys.exit(0)
    except Exception as error:
        usage = getattr(
            error, "format_message", None
        )  # typer carries a click of its own, with its own classes
        if usage is None:
            raise
        context = getattr(error, "ctx", None)
        if type(error).__name__ == "NoArgsIsHelpError":
            print(usage())
            sys.exit(2)
        text = " ".join(usage().split()).rstrip(".")
        _fail(f"{text}: see `{context.command_path if context else 'geomapper'} --help`", 2)
    sys.exit(status or 0)


def _fail(message: str, status: int) -> None:
    print(f"geomapper: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(status)
