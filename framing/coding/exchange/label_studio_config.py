"""The labelling configuration of a Label Studio project: the controls that :mod:`.label_studio` reads and writes.

Paste it under Settings → Labeling Interface → Code before the tasks are imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from framing.coding.codebook import ANY_AXIS, Codebook
from framing.coding.exchange.label_studio import AXES, CODER, MENTION, NOTE, SENTENCE, TEXT, VOICE
from framing.units import VOICES

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7f7f7f", "#8c6d31", "#6a3d9a")
"""One for each axis, in turn; told apart also by people who see no red and green."""


def config(codebook: Codebook, unplaced: Iterable[str]) -> str:
    """The configuration as XML. *unplaced*: names of codings without words that the tasks hold."""
    heads = codebook.heads
    colours = {a.id: _COLOURS[n % len(_COLOURS)] for n, a in enumerate(codebook.axes)}
    names = dict.fromkeys([*(h.name for h in heads), *sorted(unplaced)])
    parts = [
        "<View>",
        f"  <Header value={quoteattr(codebook.title)}/>",
        '  <Text name="before" value="$before"/>',
        f'  <Labels name="{MENTION}" toName="{TEXT}">',
        *(f'    <Label value="{h.name}" background="{colours[h.axis]}"/>' for h in heads),
        "  </Labels>",
        f'  <Text name="{TEXT}" value="${TEXT}" saveTextResult="yes"/>',
        '  <View visibleWhen="region-selected">',
        '    <Header value="Voice of the marked words"/>',
        *_choices(VOICE, "single", VOICES, indent=4, more=' perRegion="true"'),
        "  </View>",
        f'  <Header value="Axes looked at, if not all; {ANY_AXIS} is all"/>',
        *_choices(AXES, "multiple", [ANY_AXIS, *(a.id for a in codebook.axes)]),
        '  <Header value="In the sentence, but in none of its words"/>',
        *_choices(SENTENCE, "multiple", names),
        '  <Header value="Notes"/>',
        f'  <TextArea name="{NOTE}" toName="{TEXT}" editable="true"/>',
        '  <View style="display:none">',
        f'    <TextArea name="{CODER}" toName="{TEXT}"/>',
        "  </View>",
        "</View>",
    ]
    return "\n".join(parts) + "\n"


def _choices(name: str, how: str, values: Iterable[str], indent: int = 2, more: str = "") -> list[str]:
    space = " " * indent
    return [
        f'{space}<Choices name="{name}" toName="{TEXT}" choice="{how}"{more}>',
        *(f'{space}  <Choice value="{v}"/>' for v in values),
        f"{space}</Choices>",
    ]
