# syntax=docker/dockerfile:1
# Windsock's image: built with the SDK, run on the chiseled ASP.NET image, which has no shell and no package manager.
# `make image` looks up the digests of both bases and passes them; the tags here say which line of releases is meant. More in
# docs/guides/image.md.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled

FROM ${SDK} AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
# Restore first, from the lock files alone, so that a change of code does not download packages again.
COPY Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig ./
COPY eng/BannedSymbols.txt eng/BannedSymbols.Concurrency.txt eng/
COPY eng/Sbom/Sbom.csproj eng/Sbom/packages.lock.json eng/Sbom/
COPY src/Model/Model.csproj src/Model/packages.lock.json src/Model/
COPY src/Pipeline/Pipeline.csproj src/Pipeline/packages.lock.json src/Pipeline/
COPY src/FlowCollector/FlowCollector.csproj src/FlowCollector/packages.lock.json src/FlowCollector/
COPY src/Attribution/Attribution.csproj src/Attribution/packages.lock.json src/Attribution/
COPY src/Detection/Detection.csproj src/Detection/packages.lock.json src/Detection/
COPY src/Exporter/Exporter.csproj src/Exporter/packages.lock.json src/Exporter/
COPY src/Agent/Agent.csproj src/Agent/packages.lock.json src/Agent/
RUN dotnet restore src/Agent/Agent.csproj --locked-mode
RUN dotnet restore eng/Sbom/Sbom.csproj --locked-mode
COPY eng/Sbom/ eng/Sbom/
COPY src/ src/
# The commit, for `windsock version`; here so that another one does not restore again. Without analyzers: they judge the code, and that
# is done before somebody makes an image of it.
ARG REVISION=""
RUN dotnet publish src/Agent/Agent.csproj --configuration Release --no-restore --no-self-contained --output /app \
    -p:ContinuousIntegrationBuild=true -p:RunAnalyzers=false -p:SourceRevisionId=${REVISION}
# The list of what is in /app. The base image brings its own.
RUN dotnet run --project eng/Sbom/Sbom.csproj --configuration Release --no-restore /app

FROM ${RUNTIME} AS final
ARG RUNTIME
ARG VERSION=dev
ARG REVISION=""
LABEL org.opencontainers.image.title="windsock" \
      org.opencontainers.image.description="Which Airflow task caused each network flow, and whether it was allowed to" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${RUNTIME}"
WORKDIR /app
# Owned by root: the user below can read and run it, and not change it.
COPY --from=build /app ./
# Numeric, so that Kubernetes can check runAsNonRoot without a passwd file.
USER 65532:65532
# No debugger, profiler or dump of memory, and no socket for them in /tmp.
ENV DOTNET_EnableDiagnostics=0
EXPOSE 9465 9466 9467
ENTRYPOINT ["/app/windsock"]
CMD ["run", "--config", "/etc/windsock/windsock.yaml"]
