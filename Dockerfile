# The one program, for every role: `docker build --tag cancuoc .`, then `docker run cancuoc serve`.
# Not built in CI: tests/architecture/test_container_image.py checks what can be checked without.

FROM python:3.11.14-slim-bookworm AS built
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/cancuoc
RUN python -m venv .venv
# Wheels only, each checked against its hash: no compiler comes into any stage.
COPY requirements/run.txt requirements/run.txt
RUN .venv/bin/python -m pip install --no-input --only-binary :all: --require-hashes \
    -r requirements/run.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src src
COPY migrations migrations
RUN .venv/bin/python -m pip install --no-input --no-index --no-build-isolation --no-deps -e . \
    && .venv/bin/python -m compileall -q src migrations

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="cancuoc" \
      org.opencontainers.image.description="Event-sourced register of citizens and identity cards" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 cancuoc \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data \
        --shell /usr/sbin/nologin cancuoc \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=built /srv/cancuoc /srv/cancuoc
ENV PATH=/srv/cancuoc/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CANCUOC_VAR=/data \
    CANCUOC_HOST=0.0.0.0 \
    CANCUOC_PORT=8021
WORKDIR /data
USER 10001:10001
EXPOSE 8021
# Of `serve` alone: the other roles have no address, and how far behind they are stands in /readyz.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/healthz' % os.environ['CANCUOC_PORT'], timeout=4)"]
ENTRYPOINT ["cancuoc"]
CMD ["serve"]
