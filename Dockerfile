# syntax=docker/dockerfile:1
# Windsock's image: built with the SDK, run on the chiseled ASP.NET image, which has no shell and no package manager.
# Pin by digest where your registry policy asks for it: --build-arg SDK=...@sha256:... --build-arg RUNTIME=...@sha256:...
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled

FROM ${SDK} AS build
WORKDIR /source
# Restore first, from the lock files alone, so that a change of code does not download packages again.
COPY Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig ./
COPY eng/BannedSymbols.txt eng/BannedSymbols.Concurrency.txt eng/
COPY src/Model/Model.csproj src/Model/packages.lock.json src/Model/
COPY src/Pipeline/Pipeline.csproj src/Pipeline/packages.lock.json src/Pipeline/
COPY src/FlowCollector/FlowCollector.csproj src/FlowCollector/packages.lock.json src/FlowCollector/
COPY src/Attribution/Attribution.csproj src/Attribution/packages.lock.json src/Attribution/
COPY src/Detection/Detection.csproj src/Detection/packages.lock.json src/Detection/
COPY src/Exporter/Exporter.csproj src/Exporter/packages.lock.json src/Exporter/
COPY src/Agent/Agent.csproj src/Agent/packages.lock.json src/Agent/
RUN dotnet restore src/Agent/Agent.csproj --locked-mode
COPY src/ src/
RUN dotnet publish src/Agent/Agent.csproj --configuration Release --no-restore --no-self-contained --output /app \
    -p:ContinuousIntegrationBuild=true

FROM ${RUNTIME} AS final
LABEL org.opencontainers.image.title="windsock" \
      org.opencontainers.image.description="Which Airflow task caused each network flow, and whether it was allowed to"
WORKDIR /app
COPY --from=build /app ./
# Numeric, so that Kubernetes can check runAsNonRoot without a passwd file.
USER 65532:65532
ENV DOTNET_EnableDiagnostics=0
EXPOSE 9465 9466 9467
ENTRYPOINT ["/app/windsock"]
CMD ["run", "--config", "/etc/windsock/windsock.yaml"]
