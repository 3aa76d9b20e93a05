"""The records of MyCase that the stand-in has: fields, what create and update ask for, statuses, filters."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """``lists`` are lists of references, by field, with the kind they point at; ``ones`` single references."""

    name: str
    path: str
    body: tuple[str, ...]  # fields of a body, the required ones first
    required: int  # how many of them are required
    methods: frozenset[str] = frozenset({"list", "create", "read", "update", "delete"})
    created: int = 201
    ones: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()  # fields of an answer that no body sets
    unanswered: tuple[str, ...] = ()  # fields of a body that no answer has
    as_text: tuple[str, ...] = ()  # numbers of a body that an answer has as text

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.body, *self.answer)


def _kind(name: str, path: str, required: str, more: str = "", without: str = "", **rest) -> Kind:
    needed = tuple(required.split())
    methods = {"list", "create", "read", "update", "delete"} - set(without.split())
    return Kind(name, path, (*needed, *more.split()), len(needed), frozenset(methods), **rest)


PHONES = "cell_phone_number work_phone_number home_phone_number"
ADDRESS = ("address1", "address2", "city", "state", "zip_code", "country")

_ALL = (
    _kind("staff", "staff", "first_name last_name", f"email middle_initial address {PHONES} type title active "
          "default_hourly_rate", "create update delete"),
    _kind("case_role", "case_roles", "name", without="create read update delete"),
    _kind("practice_area", "practice_areas", "name", without="read"),
    _kind("case_stage", "case_stages", "name", without="read"),
    _kind("people_group", "people_groups", "name", without="read"),
    _kind("referral_source", "referral_sources", "name", without="read update delete"),
    _kind("location", "locations", "name", "address", without="read"),
    _kind("custom_field", "custom_fields", "name parent_type field_type", "list_options", without="update"),
    _kind("client", "clients", "first_name last_name",
          f"email middle_name address {PHONES} fax_phone_number birthdate people_group notes cases "
          "custom_field_values", lists={"cases": "case"},
          filters=("email", "first_name", "last_name", "cell_phone_number", "work_phone_number", "home_phone_number")),
    _kind("company", "companies", "name",
          "email website main_phone_number fax_phone_number address notes cases clients custom_field_values",
          lists={"cases": "case", "clients": "client"},
          filters=("name", "email", "main_phone_number", "fax_phone_number")),
    _kind("case", "cases", "name",
          "case_number opened_date case_stage practice_area description sol_date status outstanding_balance "
          "billing_contact clients companies staff custom_field_values",
          ones={"billing_contact": "client"},
          lists={"clients": "client", "companies": "company", "staff": "staff"}, filters=("status",),
          answer=("closed_date", "billing_type", "office")),
    _kind("note", "notes", "subject note date", without="list create", created=200,
          answer=("archived", "client", "company", "case", "created_by", "updated_by")),
    _kind("document", "documents", "path filename", "description assigned_date staff",
          answer=("name", "case", "folder", "self_url"), unanswered=("staff",)),
    _kind("document_version", "document_versions", "document", without="create read update delete",
          answer=("version", "self_url")),
    _kind("folder", "folders", "name", without="list create read update delete", answer=("self_url",)),
    _kind("event", "events", "name start end staff", "description all_day private location case", "read",
          ones={"case": "case", "location": "location"}, lists={"staff": "staff"}),
    _kind("task", "tasks", "name priority due_date staff", "description completed case", "read",
          ones={"case": "case"}, lists={"staff": "staff"}, answer=("completed_at",)),
    _kind("time_entry", "time_entries", "activity_name entry_date rate hours case staff",
          "billable flat_fee description", "update", ones={"case": "case", "staff": "staff"}, as_text=("rate",)),
    _kind("expense", "expenses", "activity_name billable entry_date cost units case", "description staff", "update",
          ones={"case": "case", "staff": "staff"}),
    _kind("call", "calls", "called_at caller_phone_number call_for message caller_name client lead",
          "call_type resolved", "read", created=202, ones={"client": "client", "lead": "lead"}),
    _kind("lead", "leads", "first_name last_name",
          f"email middle_initial address {PHONES} lead_details birthdate referral_source custom_field_values",
          "delete"),
)  # fmt: skip

KINDS = {kind.name: kind for kind in _ALL}
BY_PATH = {kind.path: kind for kind in _ALL}

# The old name and the new one; a body holds one of them.
RENAMED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "case": (("contacts", "clients"),),
    "client": (("middle_initial", "middle_name"), ("contact_group", "people_group")),
}
CHOICES: Mapping[tuple[str, str], frozenset[str]] = {
    ("case", "status"): frozenset({"open", "closed"}),
    ("task", "priority"): frozenset({"Low", "Medium", "High"}),
}
