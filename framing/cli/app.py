"""The commands, in the order of ``framing --help``. Each lives in a file of its name."""

from __future__ import annotations

import typer

from framing.cli import classify, codebook, compare, evaluate, ingest, labels, model, score, serve, train

app = typer.Typer(
    name="framing", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich",
    help="Measure how news outlets word the same story: in the outlet's own voice, with the words behind every number.",
    epilog="Start with: framing score ARTICLE.txt      Add --debug to any command to see where an error comes from.",
)  # fmt: skip


@app.callback(invoke_without_command=True)
def _version(version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"framing {installed('framing')}")
        raise typer.Exit


app.command("score")(score.score)
app.command("classify")(classify.classify)
app.command("compare")(compare.compare)
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.command("ingest")(ingest.ingest)
app.add_typer(labels.app, name="labels")
app.add_typer(codebook.app, name="codebook")
app.add_typer(model.app, name="model")
app.command("serve")(serve.serve)
