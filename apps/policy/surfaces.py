"""What the register's rows say in words: each surface's name, what the vendor does there, and why it stands as it does.

The rows hold what may change and who looked (standing, source, date, owner, conflicting claim); the sentences are here,
so that they are translated. All of it from the vendor's retention, residency and feature pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    """A surface for a reader: its name, and what it does about retention and what follows for the firm."""

    name: Promise
    says: Promise
    chat: bool = False
    """One of the vendor's chat products, which people ask about."""


WORDS: dict[str, Words] = {
    "messages": Words(
        _("Messages"),
        _("Covered: nothing is kept after the answer, apart from what the safety checks flag. Inference can be "
          "pinned to the United States. The one way this house sends anything."),
    ),
    "structured_outputs": Words(
        _("Structured outputs"),
        _("Covered, with a limit: the schema itself is kept for up to 24 hours after its last use, so no schema "
          "may hold anything of a client's. Not used here."),
    ),
    "prompt_caching": Words(
        _("Prompt caching"),
        _("The retention page calls it covered (keys and hashes in memory only); a privacy article lists it among "
          "what may override zero retention. Blocked until the firm's contract settles it."),
    ),
    "token_counting": Words(
        _("Token counting"),
        _("Covered for retention, but it takes no region, so where the text is counted is not known. Tokens are "
          "estimated here instead."),
    ),
    "files": Words(_("Files"), _("Not covered: a file is kept until somebody deletes it.")),
    "batches": Words(_("Message Batches"), _("Not covered: requests and results are kept for 29 days.")),
    "code_execution": Words(
        _("Code execution"), _("Not covered: what runs and its files are kept for up to 30 days.")
    ),
    "containers": Words(
        _("Containers"), _("Not covered: a container holds its state between calls, for up to 30 days.")
    ),
    "mcp_connector": Words(
        _("MCP connector"), _("Not covered: the vendor calls other people's servers with what it is sent.")
    ),
    "local_mcp": Words(
        _("Local MCP server (stdio)"),
        _("Runs on a machine of the firm's and is no surface of the vendor's; its results would go out as part of "
          "a call. Tools are off here, because a prompt must reach nothing."),
    ),
    "client_tools": Words(
        _("Tools run by the client"), _("Covered as part of Messages. Off: no prompt may reach a tool.")
    ),
    "built_in_tools": Words(
        _("Built-in tools, editing of context, fast mode"),
        _("Bash, text editor, computer, browser, memory, advisor and tool search; context editing and compaction. The "
          "vendor calls them covered. None is needed here, several are beta, and no prompt may reach a tool."),
    ),
    "agent_skills": Words(_("Agent Skills"), _("Not covered.")),
    "threads": Words(
        _("Message threads"),
        _("Not covered: a conversation is held for up to an hour. One helper of the SDK uses them unasked."),
    ),
    "web_tools": Words(
        _("Web search and fetch"),
        _("Basic versions are covered; newer ones run code on the vendor's side and are not. Any of them would send "
          "words of the file to search engines and other sites."),
    ),
    "managed_agents": Words(
        _("Managed agents"), _("Not covered: sessions, memories and environments are kept by the vendor.")
    ),
    "references": Words(
        _("Sources by address or file id"),
        _("Not named in the vendor's table: an address makes the vendor fetch, an id reads what it stored."),
    ),
    "beta": Words(
        _("Beta features"),
        _("The table decides feature by feature; a privacy article says that beta is outside zero retention unless "
          "agreed. All blocked."),
    ),
    "cache_diagnostics": Words(
        _("Cache diagnostics"), _("Covered with a limit: fingerprints of prompts are kept.")
    ),
    "telemetry": Words(
        _("Telemetry destinations"),
        _("An administrator at the vendor's console can have content exported to a collector elsewhere."),
    ),
    "openai_endpoint": Words(
        _("OpenAI-compatible endpoint"), _("Takes no region for inference, so nothing can be pinned.")
    ),
    "bedrock": Words(
        _("Amazon Bedrock"), _("Another company's terms; the region follows the endpoint, not the call.")
    ),
    "vertex": Words(
        _("Google Vertex AI"), _("Another company's terms; the region follows the endpoint, not the call.")
    ),
    "foundry": Words(
        _("Microsoft Foundry"), _("Another company's terms; the region follows the endpoint, not the call.")
    ),
    "aws_platform": Words(
        _("Claude Platform on AWS"),
        _("The call can be pinned, but the account, its terms and its keys are others than the firm's."),
    ),
    "console": Words(
        _("Console and Workbench"), _("Not covered: what is pasted there is kept. Never for a client's text.")
    ),
    "chat_pro": Words(
        _("Claude Free, Pro and Max"),
        _("Not covered by the arrangement, which is for the API. A chat keeps its conversations, because people come "
          "back to them; it is a person's own account, and the firm can neither pin where it runs nor see what was "
          "sent."),
        chat=True,
    ),
    "chat_team": Words(
        _("Claude Team"),
        _("Not covered by the arrangement, which is for the API. The firm has an account, but conversations are kept "
          "there, nothing is pinned to a region, and nothing is checked or replaced before it is sent."),
        chat=True,
    ),
    "chat_enterprise": Words(
        _("Claude Enterprise"),
        _("Not covered by the arrangement, which is for the API. Conversations are kept there too; nothing is pinned, "
          "there is no gate before what is sent, and no register of crossings."),
        chat=True,
    ),
}  # fmt: skip
"""By the code of the row, in the order of the page."""
