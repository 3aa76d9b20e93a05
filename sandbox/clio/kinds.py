"""The records of Clio that the stand-in has: their fields, associations, filters and what a body may set.

Names are Clio's. A kind without a ``path`` appears only inside others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """``filters`` map a query parameter to a dotted place in the record; ``ranges`` to (place, operator)."""

    name: str
    path: str = ""
    plain: frozenset[str] = frozenset()
    one: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    searched: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    body: frozenset[str] = frozenset()  # what create and update take; the rest is ignored
    longest_list: int = 200


def _kind(name: str, path: str = "", plain: str = "", **more) -> Kind:
    body = frozenset(str(more.pop("body", "")).split())
    bare = more.pop("bare", False)
    names = plain.split() if bare else ["id", "etag", "created_at", "updated_at", *plain.split()]
    return Kind(name, path, frozenset(names), body=body, **more)


PERSON = "name first_name middle_name last_name prefix title initials date_of_birth type"
REACHED = (
    "primary_email_address primary_phone_number secondary_email_address secondary_phone_number "
    "is_client is_co_counsel is_bill_recipient clio_connect_email currency"
)
CONTACT_LISTS = {
    "addresses": "address",
    "email_addresses": "email_address",
    "phone_numbers": "phone_number",
    "web_sites": "web_site",
    "custom_field_values": "custom_field_value",
}

_ALL = (
    _kind("account", plain="name state"),
    _kind("address", plain="name street city province postal_code country primary"),
    _kind("email_address", plain="name address primary default_email"),
    _kind("phone_number", plain="name number primary default_number"),
    _kind("web_site", plain="name address default_web_site"),
    _kind("picklist_option", plain="option deleted_at"),
    _kind("external_property", plain="name value"),
    _kind("put_header", plain="name value", bare=True),
    _kind("multipart", plain="part_number put_url", bare=True, many={"put_headers": "put_header"}),
    _kind("party", plain="name type email enabled identifier secondary_identifier"),
    _kind("custom_rate", plain="type", bare=True),
    _kind(
        "custom_field_value",
        plain="field_name field_type field_display_order field_displayed field_required value soft_deleted",
        one={"custom_field": "custom_field", "picklist_option": "picklist_option"},
    ),
    _kind("group", "groups", "name type", body="name"),
    _kind("matter_stage", "matter_stages", "name order practice_area_id",
          filters={"practice_area_id": "practice_area_id"}),
    _kind("document_category", "document_categories", "name", body="name"),
    _kind("task_type", "task_types", "name deleted_at", body="name"),
    _kind("expense_category", "expense_categories", "name rate entry_type", body="name rate"),
    _kind("activity_description", "activity_descriptions", "name type", body="name"),
    _kind("calendar", "calendars", "name color permission type visible source", body="name color"),
    _kind("practice_area", "practice_areas", "name code category", filters={"name": "name", "code": "code"},
          required=("name",), body="name code category", searched=("name",)),
    _kind("custom_field", "custom_fields", "name parent_type field_type displayed deleted required display_order",
          many={"picklist_options": "picklist_option"},
          filters={"parent_type": "parent_type", "field_type": "field_type", "deleted": "deleted"},
          required=("name", "parent_type", "field_type"), searched=("name",),
          body="name parent_type field_type displayed required display_order picklist_options"),
    _kind("user", "users",
          "name first_name last_name initials email enabled roles subscription_type account_owner clio_connect "
          "court_rules_default_attendee default_calendar_id phone_number rate time_zone",
          one={"account": "account", "contact": "contact"}, many={"groups": "group"},
          filters={"enabled": "enabled", "role": "roles", "subscription_type": "subscription_type"},
          searched=("name", "email"), longest_list=2000),
    _kind("contact", "contacts", f"{PERSON} {REACHED}", one={"company": "contact", "folder": "folder"},
          many=CONTACT_LISTS, filters={"type": "type"}, required=("type", "name"),
          searched=("name", "primary_email_address"),
          body="name first_name middle_name last_name prefix title date_of_birth type company addresses "
               "email_addresses phone_numbers web_sites custom_field_values currency"),
    _kind("matter", "matters",
          "number display_number custom_number currency description status location client_reference client_id "
          "billable maildrop_address billing_method open_date close_date pending_date shared has_tasks "
          "last_activity_date matter_stage_updated_at",
          one={"client": "contact", "folder": "folder", "group": "group", "matter_stage": "matter_stage",
               "practice_area": "practice_area", "responsible_attorney": "user", "originating_attorney": "user",
               "responsible_staff": "user", "user": "user", "custom_rate": "custom_rate"},
          many={"custom_field_values": "custom_field_value", "relationships": "relationship"},
          filters={"client_id": "client.id", "responsible_attorney_id": "responsible_attorney.id",
                   "originating_attorney_id": "originating_attorney.id", "status": "status",
                   "responsible_staff_id": "responsible_staff.id", "practice_area_id": "practice_area.id",
                   "group_id": "group.id", "billable": "billable"},
          searched=("display_number", "description", "client_reference"), required=("client", "description"),
          body="billable client client_reference close_date currency custom_field_values custom_rate description "
               "display_number group location matter_stage open_date originating_attorney pending_date "
               "practice_area responsible_attorney responsible_staff status"),
    _kind("relationship", "relationships", "description", one={"matter": "matter", "contact": "contact"},
          filters={"matter_id": "matter.id", "contact_id": "contact.id"}, required=("matter", "contact"),
          body="description matter contact"),
    _kind("note", "notes", "type subject detail detail_text_type date time_entries_count",
          one={"matter": "matter", "contact": "contact", "author": "user"}, many={"time_entries": "activity"},
          filters={"type": "type", "matter_id": "matter.id", "contact_id": "contact.id"},
          searched=("subject", "detail"), required=("type",),
          body="type matter contact subject detail detail_text_type date notification_event_subscribers"),
    _kind("folder", "folders", "name type root locked deleted_at",
          one={"parent": "party", "matter": "matter", "contact": "contact", "creator": "user",
               "document_category": "document_category"},
          many={"external_properties": "external_property"},
          filters={"matter_id": "matter.id", "contact_id": "contact.id", "parent_id": "parent.id"},
          searched=("name",), required=("name", "parent"),
          body="name parent document_category external_properties"),
    _kind("document", "documents", "type locked name received_at filename size content_type deleted_at",
          one={"parent": "party", "matter": "matter", "contact": "contact", "creator": "user", "group": "group",
               "document_category": "document_category", "latest_document_version": "document_version"},
          many={"external_properties": "external_property"},
          filters={"matter_id": "matter.id", "contact_id": "contact.id", "parent_id": "parent.id",
                   "document_category_id": "document_category.id"},
          searched=("name", "filename"), required=("name", "parent"),
          body="name parent document_category external_properties received_at filename"),
    _kind("document_version", plain="document_id uuid filename size version_number content_type received_at "
          "put_url fully_uploaded", one={"creator": "user"},
          many={"put_headers": "put_header", "multiparts": "multipart"}),
    _kind("task", "tasks",
          "name description description_text_type due_at completed_at priority permission status "
          "statute_of_limitations time_estimated time_entries_count notify_completion",
          one={"matter": "matter", "assignee": "party", "assigner": "user", "task_type": "task_type"},
          filters={"matter_id": "matter.id", "assignee_id": "assignee.id", "assigner_id": "assigner.id",
                   "status": "status", "statuses[]": "status", "priority": "priority",
                   "permission": "permission", "task_type_id": "task_type.id"},
          ranges={"due_at_from": ("due_at", ">="), "due_at_to": ("due_at", "<=")},
          searched=("name", "description"), required=("name", "description", "assignee"),
          body="name description description_text_type due_at matter assignee priority permission status "
               "task_type time_estimated statute_of_limitations notify_completion"),
    _kind("activity", "activities",
          "type date quantity quantity_in_hours rounded_quantity price total note non_billable no_charge billed "
          "on_bill flat_rate reference tax_setting currency quantity_redacted",
          one={"matter": "matter", "user": "user", "activity_description": "activity_description",
               "expense_category": "expense_category", "task": "task", "matter_note": "note",
               "contact_note": "note", "communication": "communication", "calendar_entry": "calendar_entry"},
          filters={"matter_id": "matter.id", "user_id": "user.id", "type": "type", "task_id": "task.id",
                   "communication_id": "communication.id"},
          ranges={"start_date": ("date", ">="), "end_date": ("date", "<=")}, searched=("note",),
          required=("type", "date"),
          body="type date quantity price note matter user activity_description expense_category non_billable "
               "no_charge communication task calendar_entry matter_note contact_note tax_setting reference"),
    _kind("communication", "communications", "type subject body date received_at time_entries_count",
          one={"matter": "matter", "user": "user"},
          many={"senders": "party", "receivers": "party", "external_properties": "external_property"},
          filters={"matter_id": "matter.id", "user_id": "user.id", "type": "type"},
          ranges={"received_since": ("received_at", ">="), "received_before": ("received_at", "<=")},
          searched=("subject", "body"), required=("type", "subject", "body"),
          body="type subject body date received_at matter senders receivers external_properties"),
    _kind("calendar_entry", "calendar_entries",
          "summary description location start_at end_at all_day recurrence_rule permission calendar_owner_id "
          "start_at_time_zone time_entries_count",
          one={"matter": "matter", "calendar_owner": "calendar"},
          many={"attendees": "party", "external_properties": "external_property"},
          filters={"matter_id": "matter.id", "calendar_id": "calendar_owner.id"},
          ranges={"from": ("end_at", ">="), "to": ("start_at", "<=")}, searched=("summary", "description"),
          required=("summary", "start_at", "end_at", "calendar_owner"),
          body="summary description location start_at end_at all_day recurrence_rule matter calendar_owner "
               "attendees external_properties send_email_notification"),
    _kind("webhook", "webhooks", "url fields shared_secret model status events expires_at", one={"user": "user"},
          required=("url", "model", "fields"), body="url fields model events expires_at"),
)  # fmt: skip

KINDS = {kind.name: kind for kind in _ALL}
BY_PATH = {kind.path: kind for kind in _ALL if kind.path}

# fmt: off
CHOICES: Mapping[tuple[str, str], frozenset[str]] = {
    ("note", "type"): frozenset({"Matter", "Contact"}),
    ("note", "detail_text_type"): frozenset({"plain_text", "rich_text"}),
    ("contact", "type"): frozenset({"Person", "Company"}),
    ("matter", "status"): frozenset({"open", "pending", "closed", "Open", "Pending", "Closed"}),
    ("activity", "type"): frozenset({"TimeEntry", "ExpenseEntry", "HardCostEntry", "SoftCostEntry"}),
    ("activity", "tax_setting"): frozenset({"no_tax", "tax_1_only", "tax_2_only", "tax_1_and_tax_2"}),
    ("communication", "type"): frozenset({"EmailCommunication", "PhoneCommunication"}),
    ("task", "priority"): frozenset({"High", "Normal", "Low"}),
    ("task", "permission"): frozenset({"private", "public"}),
    ("task", "status"): frozenset({"pending", "in_progress", "in_review", "complete", "draft"}),
    ("custom_field", "field_type"): frozenset(
        {"checkbox", "contact", "currency", "date", "time", "email", "matter", "numeric", "picklist",
         "text_area", "text_line", "url"}
    ),
}
# fmt: on
LABELS: Mapping[str, frozenset[str]] = {
    "addresses": frozenset({"Work", "Home", "Billing", "Other"}),
    "email_addresses": frozenset({"Work", "Home", "Other"}),
    "phone_numbers": frozenset({"Work", "Home", "Mobile", "Fax", "Pager", "Skype", "Other"}),
}
