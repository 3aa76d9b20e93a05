"""Documents: announced with a path, put at a signed address, with no call to say that they are there."""

from typing import Any

from sandbox.http import Request, Response

from .base import Refused, Row, at, routes
from .kinds import KINDS
from .records import Records

OCTETS = "application/octet-stream"
ACL = {"x-amz-acl": "private"}
DOWNLOAD_SECONDS = 300


class Documents(Records):
    @routes("GET", "/v1/documents", operation="documents.list")
    def list_documents(self, request: Request) -> Response:
        return self.page(request, self.found("document"))

    @routes("GET", "/v1/cases/{id}/documents", operation="cases.documents")
    def documents_of_case(self, request: Request) -> Response:
        case = self.row(request, "case")
        return self.page(request, [d for d in self.found("document") if _id(d.data.get("case")) == case.id])

    @routes("POST", "/v1/cases/{id}/documents", operation="cases.create_document")
    def create_for_case(self, request: Request) -> Response:
        return self._create(request, self.row(request, "case"))

    @routes("POST", "/v1/documents", operation="documents.create")
    def create_for_firm(self, request: Request) -> Response:
        return self._create(request, None)

    @routes("GET", "/v1/documents/{id}", operation="documents.read")
    def read_document(self, request: Request) -> Response:
        return Response.json(self._told(request, self.row(request, "document")))

    @routes("PUT", "/v1/documents/{id}", operation="documents.update")
    def update_document(self, request: Request) -> Response:
        row = self.row(request, "document")
        data = self._named(self.checked(KINDS["document"], self.body(request), row))
        row.data.update(data)
        self.touch(row)
        return Response(204)

    @routes("DELETE", "/v1/documents/{id}", operation="documents.delete")
    def delete_document(self, request: Request) -> Response:
        self.row(request, "document").gone = True
        return Response(204)

    @routes("GET", "/v1/documents/{id}/versions", operation="documents.versions")
    def list_versions(self, request: Request) -> Response:
        return self.page(request, self._versions(self.row(request, "document")))

    @routes("GET", "/v1/document_versions", operation="document_versions.list")
    def list_all_versions(self, request: Request) -> Response:
        return self.page(request, self.found("document_version"))

    @routes("POST", "/v1/documents/{id}/versions", operation="documents.create_version")
    def create_version(self, request: Request) -> Response:
        document = self.row(request, "document")
        version = self.add_version(document)
        self.touch(document)
        return Response.json({**self.shown(version), **self._upload(request, version)}, 201)

    @routes("GET", "/v1/documents/{id}/data", operation="documents.data")
    def download(self, request: Request) -> Response:
        return self._send_to(request, self._versions(self.row(request, "document"))[-1:])

    @routes("GET", "/v1/documents/{id}/versions/{version}/data", operation="documents.version_data")
    def download_version(self, request: Request) -> Response:
        return self._send_to(request, [self._numbered(request)])

    @routes("DELETE", "/v1/documents/{id}/versions/{version}", operation="documents.delete_version")
    def delete_version(self, request: Request) -> Response:
        self._numbered(request).gone = True
        return Response(204)

    @routes("GET", "/v1/cases/{id}/folder", operation="cases.folder")
    def folder_of_case(self, request: Request) -> Response:
        return Response.json(self.shown(self.folder(self.row(request, "case"), "")))

    @routes("POST", "/v1/cases/{id}/subfolders", operation="cases.create_subfolder")
    def create_subfolder(self, request: Request) -> Response:
        path = self.body(request).get("path")
        if not path:
            raise at("path", "path is required.")
        return Response.json(self.shown(self.folder(self.row(request, "case"), str(path))))

    @routes("GET", "/v1/folders/{id}/documents", operation="folders.documents")
    def documents_of_folder(self, request: Request) -> Response:
        folder = self.row(request, "folder")
        return self.page(
            request, [d for d in self.found("document") if _id(d.data.get("folder")) == folder.id]
        )

    @routes("GET", "/v1/folders/{id}/subfolders", operation="folders.subfolders")
    def subfolders(self, request: Request) -> Response:
        folder = self.row(request, "folder")
        return self.page(request, [f for f in self.found("folder") if f.kept["parent"] == folder.id])

    def folder(self, case: Row | None, path: str) -> Row:
        """The folder at a path of a case (None: of the firm), made with its parents when missing."""
        owner, parent = (case.id if case else None), None
        row = None
        for name in ["", *filter(None, path.split("/"))]:
            row = next(
                (f for f in self.found("folder") if f.kept["at"] == (owner, parent, name)),
                None,
            )
            if row is None:
                told = name or (case.data["name"] if case else "Firm documents")
                row = self.add("folder", {"name": told}, by_api=False)
                row.data["self_url"] = f"/v1/folders/{row.id}"
                row.kept.update(at=(owner, parent, name), parent=parent)
            parent = row.id
        assert row is not None
        return row

    def place(self, row: Row, case: Row | None) -> None:
        """Put a document where its path says."""
        folder = self.folder(case, row.data["path"].rpartition("/")[0])
        row.data.update(case={"id": case.id} if case else None, folder={"id": folder.id})
        row.data["self_url"] = f"/v1/documents/{row.id}"

    def add_version(self, document: Row, content: bytes | None = None) -> Row:
        number = len(
            [v for v in self.rows["document_version"].values() if _id(v.data["document"]) == document.id]
        )
        row = self.add(
            "document_version",
            {"document": {"id": document.id}, "version": number + 1},
            by_api=content is None,
        )
        row.data["self_url"] = f"/v1/documents/{document.id}/versions/{number + 1}"
        row.exists_from = document.exists_from
        row.kept.update(site=self.upload_site, key=f"mycase/{self.identifier('object', row.id, length=16)}")
        if content is not None:
            self.storage.objects[row.kept["site"], row.kept["key"]] = content
        return row

    def _create(self, request: Request, case: Row | None) -> Response:
        data = self._named(self.checked(KINDS["document"], self.body(request)))
        row = self.add("document", data, late=self.late(request))
        self.place(row, case)
        version = self.add_version(row)
        self.lose_if_late(request)
        return Response.json({**self._told(request, row), **self._upload(request, version)}, 201)

    def _named(self, data: dict[str, Any]) -> dict[str, Any]:
        path, filename = str(data["path"]), str(data["filename"])
        if path.startswith("/") or path.endswith("/"):
            raise at("path", "path is relative and ends with the document's name.")
        if "." not in filename:
            raise at("filename", "filename needs an extension.")
        return {**data, "name": path.rpartition("/")[2]}

    def _told(self, request: Request, row: Row) -> dict[str, Any]:
        return {**self.shown(row), "self_url": self.address(request, f"/v1/documents/{row.id}")}

    def _upload(self, request: Request, version: Row) -> dict[str, Any]:
        """``put_headers`` is an object; the media type has to be sent besides and is not among them."""
        expired = request.fault and request.fault.kind == "expired_put_url"
        url = self.storage.presign(
            "PUT",
            version.kept["key"],
            site=version.kept["site"],
            base=request.base,
            seconds=-1 if expired else self.put_url_seconds,
            headers={**ACL, "content-type": OCTETS},
        )
        return {"put_url": url, "put_headers": dict(ACL)}

    def _versions(self, document: Row) -> list[Row]:
        return [v for v in self.found("document_version") if _id(v.data["document"]) == document.id]

    def _numbered(self, request: Request) -> Row:
        for version in self._versions(self.row(request, "document")):
            if str(version.data["version"]) == request.params["version"]:
                return version
        raise Refused(404)

    def _send_to(self, request: Request, versions: list[Row]) -> Response:
        """302, also for a document whose bytes never came: storage then says that there are none."""
        if not versions:
            raise Refused(404)
        held = versions[-1].kept
        return Response.redirect(
            self.storage.presign(
                "GET", held["key"], site=held["site"], base=request.base, seconds=DOWNLOAD_SECONDS
            ),
            302,
        )


def _id(reference: Any) -> int | None:
    return reference["id"] if reference else None
