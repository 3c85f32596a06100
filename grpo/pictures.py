"""Pictures in the episodes of a vision-language model: as tokens of the context, and as what the model takes besides.

A picture stands in the ids as the model's processor expands it, so the ids are final here, too, and only ever grow.
What goes with them (pixels, and the grid of patches) is made of the pictures wherever a forward pass needs it, in the
rollout and in the loss: the n-th picture belongs to the n-th run of image tokens, row by row.

Families whose image processor gives, for every picture, one row of `pixel_values` (LLaVA), or patches with their
`image_grid_thw` (Qwen-VL), are trained; others are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch
from PIL import Image

from grpo.dialogue import Dialogue, Message
from harness_ext.cached_rows import CachedRows
from harness_ext.pictures import IMAGE, Picture, without_placeholder

__all__ = ["PicturedDialogue", "PicturedRows"]

_MARKS = ("image_token", "boi_token", "video_token", "audio_token")  # what a processor makes more of than it says
_FIELDS = {"pixel_values", "image_grid_thw"}


class PicturedDialogue(Dialogue):
    """The chat template of `processor`, whose messages may show pictures.

    The policy never samples a token that stands for a picture: there would be no pixels to it.

    Raises:
        ValueError: as `Dialogue`, or the processor is of a family that cannot be trained.
    """

    def __init__(self, processor: Any) -> None:
        self._processor = processor
        self._marks = tuple(mark for name in _MARKS if isinstance(mark := getattr(processor, name, None), str))
        self._features = lru_cache(maxsize=512)(self._looked_at)
        ids = processor.tokenizer.convert_tokens_to_ids(list(self._marks))
        self.unsayable = [id for id in ids if id is not None]  # not every model has a token for all of them
        self._image_id: int = processor.tokenizer.convert_tokens_to_ids(processor.image_token)
        self._refuse_unknown()
        super().__init__(processor.tokenizer)

    def opening(self, system: str, observation: str, pictures: Sequence[Picture] = ()) -> list[int]:
        return super().opening(self._plain(system), observation, pictures)

    def rows(self, model: Any, count: int) -> PicturedRows:
        return PicturedRows(self, model, count)

    def fields(self, pictures: Sequence[Picture]) -> dict[str, torch.Tensor]:
        """What the model takes in for `pictures`, at least one, in the order of their tokens."""
        each = [self._features(picture) for picture in pictures]
        return {name: torch.cat([one[name] for one in each]) for name in each[0]}

    def kinds(self, ids: torch.Tensor) -> dict[str, torch.Tensor]:
        """The types of the tokens `ids`, 1 for a picture's, by the name that the model knows them by, if it does."""
        wanted = "mm_token_type_ids" in self._processor.model_input_names
        return {"mm_token_type_ids": (ids == self._image_id).int()} if wanted else {}

    def _has_template(self) -> bool:
        return bool(getattr(self._processor, "chat_template", None))

    def _ids(self, messages: Sequence[Message], *, opens: bool, pictures: Sequence[Picture] = ()) -> list[int]:
        left = iter(pictures)
        parts = [
            {"role": one["role"], "content": self._parts(one["content"], left, bool(pictures))} for one in messages
        ]
        encoded = self._processor.apply_chat_template(
            parts, tokenize=True, return_dict=True, add_generation_prompt=opens
        )
        return list(encoded["input_ids"][0])

    def _parts(self, text: str, pictures: Any, pictured: bool) -> list[dict[str, Any]]:
        """A message's content as lm-eval's `hf-multimodal` gives it to the template, the next of `pictures` in place of
        each placeholder."""
        first, *rest = text.split(IMAGE) if pictured else [text]
        parts: list[dict[str, Any]] = [{"type": "text", "text": self._plain(first)}]
        for words in rest:
            parts += [{"type": "image", "image": next(pictures).image()}, {"type": "text", "text": self._plain(words)}]
        return [part for part in parts if part.get("text", "picture")]

    def _plain(self, text: str) -> str:
        return without_placeholder(text, (IMAGE, *self._marks))

    def _looked_at(self, picture: Picture) -> dict[str, torch.Tensor]:
        return self._seen(picture.image())

    def _seen(self, image: Image.Image) -> dict[str, torch.Tensor]:
        seen = self._processor.image_processor(images=[image], return_tensors="pt")
        return {name: value for name, value in seen.items() if name not in self._processor.unused_input_names}

    def _refuse_unknown(self) -> None:
        seen = self._seen(Image.new("RGB", (512, 512)))
        flat = "image_grid_thw" in seen or len(seen["pixel_values"]) == 1
        if not flat or set(seen) - _FIELDS:
            raise ValueError(
                f"{self._processor.tokenizer.name_or_path}: a model that takes {', '.join(sorted(seen))} of a picture, "
                "of this shape, cannot be trained; those like LLaVA and Qwen-VL can"
            )


class PicturedRows(CachedRows):
    """Rows whose tokens may be those of pictures.

    Positions are the model's own where it numbers a picture's tokens by where they lie in it (M-RoPE): `get_rope_index`
    places all tokens of a row whenever a picture comes, and what follows is counted on from there.
    """

    def __init__(self, dialogue: PicturedDialogue, model: Any, count: int) -> None:
        super().__init__(model.config, count, model.device)
        self._dialogue = dialogue
        self._shown: list[tuple[Picture, ...]] = [()] * count
        self._new: list[Picture] = []  # shown, and not fed yet
        self._placed: torch.Tensor | None = None
        self._ahead = torch.zeros(count, 1, dtype=torch.long, device=model.device)  # of the number of tokens

    def show(self, pictures: Sequence[Sequence[Picture]]) -> None:
        """The pictures of each row whose tokens it has just grown by."""
        self._new = [picture for row in pictures for picture in row]
        self._shown = [(*held, *row) for held, row in zip(self._shown, pictures, strict=True)]

    def positions(self) -> torch.Tensor:
        return super().positions() + self._ahead if self._placed is None else self._placed

    def logits(self, model: Any, **more: Any) -> torch.Tensor:
        if not self._new:
            return super().logits(model, **more)
        self._place(model)
        fields = {name: value.to(self.ids.device) for name, value in self._dialogue.fields(self._new).items()}
        logits = super().logits(model, **fields, **more)
        self._new, self._placed = [], None
        return logits

    def select(self, rows: Sequence[int]) -> None:
        super().select(rows)
        self._shown = [self._shown[row] for row in rows]
        self._ahead = self._ahead[list(rows)]

    def _place(self, model: Any) -> None:
        index = next((one.get_rope_index for one in model.modules() if hasattr(one, "get_rope_index")), None)
        if index is None:
            return
        grids = self._dialogue.fields([picture for row in self._shown for picture in row])["image_grid_thw"]
        kinds = self._dialogue.kinds(self.ids)
        self._placed, _ = index(self.ids, image_grid_thw=grids.to(self.ids.device), attention_mask=self.mask, **kinds)
        self._ahead = self._placed[0, :, -1:] - super().positions()[:, -1:]
