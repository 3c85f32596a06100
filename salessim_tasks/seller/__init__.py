"""The scripted, deterministic sales agent."""

from salessim_tasks.seller.agent import Conversation, Seller
from salessim_tasks.seller.records import SellerTurn, ToolCall

__all__ = ["Conversation", "Seller", "SellerTurn", "ToolCall"]
