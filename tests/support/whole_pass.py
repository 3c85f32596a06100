"""What a model says of an episode that it reads in one pass."""

from __future__ import annotations

from typing import Any


def told(model: Any, episode: Any, temperature: float = 1.0, **seen: Any) -> Any:
    """The log-probabilities of an episode's completion, [tokens]; `seen`: what the model is given besides ids."""
    import torch

    ids = torch.tensor([episode.prompt_ids + episode.completion_ids])
    with torch.no_grad():
        logits = model(ids, **seen).logits[0, len(episode.prompt_ids) - 1 : -1] / temperature
    return torch.log_softmax(logits, -1).gather(1, ids[0, len(episode.prompt_ids) :, None])[:, 0]
