# The application for one firm. The vendors' stand-ins, the tests and the embedded servers are not in it.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /tmp/
RUN python -m venv /opt/firmai \
    && /opt/firmai/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
# Text of scanned pages, recognised here. And pg_dump of the server's version, for backups: Debian's own is older, and an
# older one refuses; Debian has the key that signs PostgreSQL's packages.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
       poppler-utils tesseract-ocr tesseract-ocr-eng tesseract-ocr-fra \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 firmai && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin firmai \
    && install -d -m 700 -o 10001 -g 10001 /witnesses /backups
COPY --from=packages /opt/firmai /opt/firmai
ENV PATH=/opt/firmai/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    WEB_CONCURRENCY=2 \
    DJANGO_SETTINGS_MODULE=firmai.settings.production
WORKDIR /srv/firmai
COPY manage.py ./
COPY firmai firmai
COPY apps apps
COPY templates templates
# Settings insist on these; nothing is connected to, and none of them stays in the image.
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost DATABASE_URL=postgres://nobody@localhost/nothing \
    python manage.py collectstatic --no-input -v 0
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "firmai.wsgi:application", "--bind", "0.0.0.0:8000", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
