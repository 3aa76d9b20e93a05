"""The authority over HTTP (RFC 3161, 3.4): a question is posted, and a signed answer or a reasoned refusal comes back.

Each fault of its own is one thing that a client has to find for itself: the answer is otherwise as it should be.
"""

from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from sandbox.http import Request, Response, Routes
from sandbox.vendor import Vendor

from . import certificates, tokens
from .tokens import Question, Refused

HOST = "timestamps.example"
ASKED, ANSWERED = "application/timestamp-query", "application/timestamp-reply"
FAULTS = {
    "forged": "signed with a key that is not the certificate's",
    "other_authority": "signed under a root of the same name that nobody trusts",
    "expired": "under a certificate that had come to its end",
    "not_for_timestamps": "under a certificate for something else",
    "foreign_nonce": "with the nonce of another question",
    "no_nonce": "without the nonce that was asked for",
    "wrong_digest": "over another digest than was asked for",
    "yesterday": "with the time of a day before",
    "without_certificate": "without the certificate that was asked for",
    "refused": "a refusal, for trouble of its own",
}


class Timestamps(Vendor):
    name = "timestamps"
    routes = Routes()
    own_faults = set(FAULTS)

    @routes("POST", "/", operation="stamp")
    def stamp(self, request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != ASKED:
            return Response.text("Only application/timestamp-query is taken here.", 415)
        try:
            body = self._answer(tokens.read(request.body), request.fault.kind if request.fault else "")
        except Refused as refused:
            body = tokens.refusal(refused)
        return Response(200, body, {"content-type": ANSWERED})

    def _answer(self, question: Question, fault: str) -> bytes:
        if fault == "refused":
            raise Refused(tokens.TROUBLE, "Something is wrong here.")
        now = self.clock.now()
        signer = certificates.signer(
            stranger=fault == "other_authority",
            for_timestamps=fault != "not_for_timestamps",
            end=(now - certificates.EXPIRED).replace(microsecond=0)
            if fault == "expired"
            else certificates.END,
        )
        key = signer.key if fault != "forged" else ec.generate_private_key(ec.SECP256R1())
        at = now - timedelta(days=1) if fault == "yesterday" else now
        return tokens.answer(
            _altered(question, fault), serial=self.serial("stamp"), at=at, signer=signer, key=key
        )


def _altered(question: Question, fault: str) -> Question:
    if fault == "foreign_nonce":
        return replace(question, nonce=(question.nonce or 0) + 1)
    if fault == "no_nonce":
        return replace(question, nonce=None)
    if fault == "wrong_digest":
        return replace(question, digest=question.digest[::-1])
    if fault == "without_certificate":
        return replace(question, with_certificate=False)
    return question
