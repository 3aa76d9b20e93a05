"""Documents: announce, put the bytes at a signed address, say that they are there; then read and download."""

import mimetypes
import uuid
from dataclasses import replace
from typing import Any

from sandbox.http import Request, Response
from sandbox.s3.app import CANADA, UNITED_STATES

from .base import API, Refused, routes
from .kinds import KINDS
from .listing import filtered
from .records import Records, checked
from .store import Row, stamp

ENCRYPTION = "x-amz-server-side-encryption"
DOWNLOAD_SECONDS = 300
SMALLEST_PART = 5 * 1024**2  # bytes, the last part excepted
MOST_PARTS = 50  # in one request
HIGHEST_PART = 10_000


class Documents(Records):
    @routes("GET", API + "documents.json", operation="documents.list")
    @routes("GET", API + "documents", operation="documents.list")
    def list_documents(self, request: Request) -> Response:
        kind, store = KINDS["document"], self.store(request)
        rows = self.listed(request, kind)
        if request.one("show_uncompleted") != "true":
            rows = [row for row in rows if any(v.data["fully_uploaded"] for v in store.versions(row))]
        return self.page(request, kind, filtered(store, rows, request, kind))

    @routes("POST", API + "documents.json", operation="documents.create")
    @routes("POST", API + "documents", operation="documents.create")
    def create_document(self, request: Request) -> Response:
        """Step one. A parent of type ``Document`` makes a new version of that one."""
        kind, store, given = KINDS["document"], self.store(request), self.data(request)
        self.check_fields(request, kind)
        data = checked(store, kind, given)
        _check_parts(given.get("multiparts"))
        if data["parent"].get("type") == "Document":
            row = store.point("document", {"id": data["parent"]["id"]})
            assert row is not None
            version = self._version(request, row, {**given, "name": row.data["name"]})
        else:
            name = str(data["name"])
            data["filename"] = given.get("filename") or name
            data["content_type"] = given.get("content_type") or _type(data["filename"])
            data["creator"] = self._me(request)
            row = store.add("document", data, lag=self.search_lag, late=self.late(request))
            version = self._version(request, row, given)
        self.lose_if_late(request)
        return self.single(request, _showing(row, version), 201)

    @routes("GET", API + "documents/{id}/versions.json", operation="documents.versions")
    def versions_of_document(self, request: Request) -> Response:
        rows = self.store(request).versions(self.row(request, "document"))
        if (given := request.one("fully_uploaded")) is not None:
            rows = [row for row in rows if row.data["fully_uploaded"] == (given == "true")]
        return self.page(request, KINDS["document_version"], rows)

    @routes("GET", API + "documents/{id}/download.json", operation="documents.download")
    @routes("GET", API + "documents/{id}/download", operation="documents.download")
    def download(self, request: Request) -> Response:
        store, row = self.store(request), self.row(request, "document")
        whole = [v for v in store.versions(row) if v.data["fully_uploaded"]]
        if (asked := request.one("document_version_id")) is not None:
            whole = [v for v in whole if str(v.id) == asked]
        if not whole:
            raise Refused(404, "There is nothing to download.")
        held = whole[-1].kept
        address = self.storage.presign(
            "GET", held["key"], site=held["site"], base=request.base, seconds=DOWNLOAD_SECONDS
        )
        return Response.redirect(address, 303)

    @routes("POST", API + "documents/{id}/copy.json", operation="documents.copy")
    def copy_document(self, request: Request) -> Response:
        store, row, given = self.store(request), self.row(request, "document"), self.data(request)
        parent = given.get("parent") or row.data["parent"]
        data = {**row.data, "name": given.get("name") or row.data["name"], "parent": parent}
        made = store.add("document", {k: v for k, v in data.items() if k not in ("matter", "contact")})
        source = store.latest_version(row)
        if source is not None and source.data["fully_uploaded"]:
            self._plant(store_row=made, region=self.region(request), content=self._bytes(source))
        return self.single(request, made, 201)

    @routes("GET", API + "documents/{id}", operation="documents.read")
    def read_document(self, request: Request) -> Response:
        return self.read_record(request)

    @routes("PATCH", API + "documents/{id}", operation="documents.update")
    def update_document(self, request: Request) -> Response:
        """Step three when ``uuid`` is given, otherwise a change of name, place or properties."""
        row, given, store = self.row(request, "document"), self.data(request), self.store(request)
        self.check_fields(request, row.kind)
        self.check_match(request, row)
        if "uuid" in given:
            return self._finish_upload(request, row, given)
        if given.get("restore"):
            store.change(row, {"deleted_at": None})
            return self.single(request, row)
        if row.data["locked"]:
            raise Refused(422, "The document is locked.")
        store.change(row, checked(store, row.kind, given, row))
        return self.single(request, row)

    @routes("DELETE", API + "documents/{id}", operation="documents.delete")
    def delete_document(self, request: Request) -> Response:
        return self.delete_record(request)

    def _finish_upload(self, request: Request, row: Row, given: dict[str, Any]) -> Response:
        store = self.store(request)
        version = next((v for v in store.versions(row) if v.data["uuid"] == given["uuid"]), None)
        if version is None:
            raise Refused(404, "There is no version with this uuid.")
        if request.fault and request.fault.kind == "upload_timeout":
            raise Refused(422, "Looking for the upload took too long.", "UploadTimeoutError")
        if given.get("fully_uploaded") is not True:
            _check_parts(given.get("multiparts"))
            self._address(request, version, given.get("multiparts"))
            return self.single(request, _showing(row, version))
        self._gather(version)
        store.change(version, {"fully_uploaded": True, "size": len(self._bytes(version))})
        changed = {name: version.data[name] for name in ("size", "content_type", "filename")}
        store.change(row, changed)
        return self.single(request, _showing(row, version))

    def _gather(self, version: Row) -> None:
        """Put the parts together. Raises Refused when any of them has not arrived."""
        site, key, parts = version.kept["site"], version.kept["key"], version.kept["parts"]
        if any((site, part) not in self.storage.objects for part in parts.values() or [key]):
            raise Refused(422, "The upload was not found.", "UploadNotFoundError")
        if parts:
            pieces = [self.storage.objects[site, parts[number]] for number in sorted(parts)]
            if any(len(piece) < SMALLEST_PART for piece in pieces[:-1]):
                raise Refused(422, "A part is too small.")
            self.storage.objects[site, key] = b"".join(pieces)

    def _version(self, request: Request, row: Row, given: dict[str, Any]) -> Row:
        store = self.store(request)
        filename = given.get("filename") or row.data.get("filename") or row.data["name"]
        data = {
            "document_id": row.id,
            "uuid": self._uuid(),
            "filename": filename,
            "size": None,
            "version_number": len(store.versions(row)) + 1,
            "content_type": given.get("content_type") or _type(filename),
            "received_at": given.get("received_at"),
            "fully_uploaded": False,
            "creator": self._me(request),
        }
        version = store.add("document_version", data)
        us = request.fault and request.fault.kind == "us_upload_host"
        version.kept.update(
            key=f"clio/{data['uuid']}", site=UNITED_STATES if us else self.upload_site, parts={}
        )
        self._address(request, version, given.get("multiparts"))
        return version

    def _address(self, request: Request, version: Row, parts: list[dict] | None) -> None:
        """Signed addresses for the whole file or for each part."""
        expired = request.fault and request.fault.kind == "expired_put_url"
        seconds = -1 if expired else self.put_url_seconds
        key = version.kept["key"]
        headers = {"Content-Type": version.data["content_type"], ENCRYPTION: "AES256"}
        if not parts:
            version.data["put_headers"] = _pairs(headers)
            version.data["put_url"] = self._put_url(request, version, key, headers, seconds)
            return
        version.data.update(put_url=None, put_headers=[], multiparts=[])
        for part in parts:
            number = part["part_number"]
            version.kept["parts"][number] = f"{key}/{number}"
            asked = {"Content-MD5": part["content_md5"]} if part.get("content_md5") else {}
            url = self._put_url(request, version, f"{key}/{number}", asked, seconds)
            told = {"part_number": number, "put_url": url, "put_headers": _pairs(asked)}
            version.data["multiparts"].append(told)

    def _put_url(
        self, request: Request, version: Row, key: str, headers: dict[str, str], seconds: float
    ) -> str:
        return self.storage.presign(
            "PUT", key, site=version.kept["site"], base=request.base, seconds=seconds, headers=headers
        )

    def _plant(self, *, store_row: Row, region: str, content: bytes) -> Row:
        """A whole version of a document without the three steps, for what was there from the start."""
        store = self.stores[region]
        filename = store_row.data.get("filename") or store_row.data["name"]
        data = {
            "document_id": store_row.id,
            "uuid": self._uuid(),
            "filename": filename,
            "size": len(content),
            "version_number": len(store.versions(store_row)) + 1,
            "content_type": store_row.data.get("content_type") or _type(filename),
            "received_at": stamp(store_row.created_at),
            "fully_uploaded": True,
        }
        version = store.add("document_version", data, by_api=False)
        version.kept.update(key=f"clio/{data['uuid']}", site=CANADA, parts={})
        self.storage.objects[CANADA, version.kept["key"]] = content
        store_row.data.update(
            size=len(content),
            filename=filename,
            content_type=data["content_type"],
            received_at=data["received_at"],
        )
        return version

    def _bytes(self, version: Row) -> bytes:
        return self.storage.objects[version.kept["site"], version.kept["key"]]

    def _me(self, request: Request) -> dict | None:
        user = self.user_of(request)
        return {"id": user.id} if user else None

    def _uuid(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, self.identifier("version", self.serial("version"))))


def _showing(row: Row, version: Row) -> Row:
    """The document with the version in question in the place of its latest one."""
    return replace(row, kept={**row.kept, "showing": version})


def _pairs(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _type(filename: str) -> str:
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def _check_parts(parts: Any) -> None:
    if parts is None:
        return
    if not isinstance(parts, list) or len(parts) > MOST_PARTS:
        raise Refused(422, f"at most {MOST_PARTS} parts in one request")
    for at, part in enumerate(parts, start=1):
        if not 1 <= int(part.get("part_number", 0)) <= HIGHEST_PART:
            raise Refused(422, f"part_number is between 1 and {HIGHEST_PART}")
        if at < len(parts) and int(part.get("content_length", 0)) < SMALLEST_PART:
            raise Refused(422, "every part but the last has at least 5 MB")
