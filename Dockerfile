# syntax=docker/dockerfile:1
FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY protocol protocol
COPY gateway gateway
COPY loadtest loadtest
COPY config config
RUN ./mvnw -B -DskipTests -pl gateway -am package

FROM eclipse-temurin:25-jre
RUN groupadd --system --gid 10001 parley \
    && useradd --system --uid 10001 --gid parley --home-dir /opt/parley --shell /usr/sbin/nologin parley
WORKDIR /opt/parley
COPY --from=build --chown=root:root /src/gateway/target/gateway.jar ./
COPY --from=build --chown=root:root /src/gateway/target/lib ./lib
COPY --from=build --chown=root:root /src/gateway/bin ./bin
COPY --from=build --chown=root:root /src/config ./config
# The folder is the user's for the AOT cache alone: it is made by the JVM that will use it.
RUN chown parley:parley .
USER 10001:10001
RUN bin/parley --train
# Visitors, agents; the operators' port stays on loopback inside the container.
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9090 && printf 'GET /live HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["bin/parley"]
