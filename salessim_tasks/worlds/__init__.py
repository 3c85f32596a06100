"""Fresh worlds: generated stores with the layout, checks and labels of the packaged ones."""

from salessim_tasks.worlds.overlap import overlap
from salessim_tasks.worlds.world import GENERATOR, UNSEEN, Split, World, generate, train_world, write_world

__all__ = ["GENERATOR", "UNSEEN", "Split", "World", "generate", "overlap", "train_world", "write_world"]
