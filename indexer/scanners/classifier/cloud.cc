#include "indexer/scanners/classifier/program.h"

namespace claircore::scanners {
namespace {

using enum Format;
using enum Pick;
using enum Proof;

// The Go linker writes a variable that -X sets as bytes that a NUL ends, while the program's own
// constants run into each other: a lone version is nearly always that of the build. What is before
// it may be the last byte of a number, from '?' of 0.9 to 'C' of 2^63, or any before a 'v'. What is
// behind may be a packager's: "-4", "-ds1". Programs that have two of them are not decided.
constexpr std::string_view kLinked =
    R"((?:(?:^|[^\x20-\x3e\x44-\x7e])v?|[\x80-\xff][ -~]v)(\d*`#.#`\d*\.\d+(?:-(?:alpha|beta|rc|dev)[.\d]*)?)(?:[+~][0-9a-z.-]+|-(?:ds)?\d+)?\x00)";

constexpr Program kPrograms[] = {
    {"alertmanager", "prometheus:alertmanager", "alertmanager prometheus-alertmanager", kLinked,
     "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen, kProgram, kOnly},
    {"argo-cd", "argoproj:argo_cd", "argocd", kLinked, "go1.19.8||v1.2.3||HEAD|", "1.2.3", kKnown,
     kProgram, kOnly},
    {"argo-cd", "argoproj:argo_cd", "argocd", R"(`common.version=`(\d+\.\d+\.\d+(?:-rc\d+)?)[\s"])",
     "-X github.com/argoproj/argo-cd/v2/common.version=2.8.4 ", "2.8.4", kKnown},
    {"blackbox_exporter", "", "blackbox_exporter prometheus-blackbox-exporter", kLinked,
     "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen, kProgram, kOnly},
    {"caddy", "caddyserver:caddy", "caddy",
     "\\n(?:mod|dep)`\tgithub.com/caddyserver/"
     "caddy/v2\tv`(\\d+\\.\\d+\\.\\d+(?:-(?:alpha|beta|rc)[.\\d]*)?)[\\s+]",
     "\ndep\tgithub.com/caddyserver/caddy/v2\tv2.11.7\t", "2.11.7"},
    {"caddy", "caddyserver:caddy", "caddy", kLinked, "|fff?2.11.4||$a", "2.11.4", kSeen, kProgram,
     kOnly},
    {"cilium", "cilium:cilium", "cilium cilium-agent cilium-operator", kLinked,
     "go1.19.8||v1.2.3||HEAD|", "1.2.3", kKnown, kProgram, kOnly},
    {"consul", "hashicorp:consul", "consul",
     "\\nmod`\tgithub.com/hashicorp/"
     "consul\tv`([1-9]\\d*\\.\\d+\\.\\d+(?:-(?:alpha|beta|rc)\\d*)?)[\\s+]",
     "\nmod\tgithub.com/hashicorp/consul\tv1.20.5\th1:", "1.20.5"},
    {"consul", "hashicorp:consul", "consul", R"(`GitDescribe=`v?(\d+\.\d+\.\d+)["\s])",
     "GitDescribe=1.12.9\"", "1.12.9"},
    {"consul", "hashicorp:consul", "consul",
     R"(`<!-- CONSUL_VERSION: `(\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\d*)?)[+\s])",
     "  <!-- CONSUL_VERSION: 1.20.5\n -->", "1.20.5", kKnown},
    {"consul", "hashicorp:consul", "consul", kLinked, "||v1.7.14||", "1.7.14", kSeen, kProgram,
     kOnly},
    {"containerd", "linuxfoundation:containerd", "containerd ctr containerd-shim-runc-v2", kLinked,
     "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen, kProgram, kOnly},
    {"cri-o", "kubernetes:cri-o", "crio", kLinked, "go1.19.8||v1.2.3||HEAD|", "1.2.3", kKnown,
     kProgram, kOnly},
    {"crossplane", "crossplane:crossplane", "crossplane", kLinked, "go1.19.8||v1.2.3||HEAD|",
     "1.2.3", kKnown, kProgram, kOnly},
    {"docker", "docker:docker", "docker", kLinked, "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen,
     kProgram, kOnly},
    {"docker", "docker:docker", "docker", R"(`cli/version.Version=`(\d+\.\d+\.\d+(?:-rc\.\d+)?))",
     "-X \"github.com/docker/cli/cli/version.Version=28.2.2\"", "28.2.2"},
    {"docker-compose", "docker:compose", "docker-compose",
     "\\nmod`\tgithub.com/docker/"
     "compose/v`\\d\tv(\\d+\\.\\d+\\.\\d+(?:-(?:alpha|beta|rc)[.\\d]*)?)[\\s+]",
     "\nmod\tgithub.com/docker/compose/v2\tv2.36.0\t", "2.36.0", kKnown},
    {"docker-compose", "docker:compose", "docker-compose", kLinked, "|2.26.1-4|", "2.26.1", kSeen,
     kProgram, kOnly},
    {"dockerd", "mobyproject:moby", "dockerd", kLinked, "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen,
     kProgram, kOnly},
    {"dockerd", "mobyproject:moby", "dockerd",
     R"(`dockerversion.Version=`(\d+\.\d+\.\d+(?:-rc\.\d+)?))",
     "-X \"github.com/docker/docker/dockerversion.Version=20.10.24+dfsg1\"", "20.10.24"},
    {"elastic-agent", "elastic:elastic_agent", "elastic-agent",
     R"((?:enroll(?:: true)?|[AP]M)([789]\.\d+\.\d+)(?:-?`header`uint16|:https<-chan</a>))",
     "config/statsenroll8.19.4headeruint16secret", "8.19.4"},
    // They are built alike, each with the same version.
    {"elastic-beats", "", "auditbeat filebeat heartbeat metricbeat packetbeat",
     R"(`setupTest `([789]\.\d+\.\d+)(?:%s |input))", "forcestdinsetupTest 9.4.2%s %w", "9.4.2"},
    {"elastic-beats", "", "auditbeat filebeat heartbeat metricbeat packetbeat",
     R"((?:m\.rate|createplugin)([789]\.\d+\.\d+)(?:`-9765625: type ::ffff`|globalclient%v))",
     "2006-015m.rate8.11.2-9765625: type ::ffff:method", "8.11.2"},
    {"envoy", "envoyproxy:envoy", "envoy", R"(\x00(1\.\d+\.\d+(?:-dev)?)\x00`RELEASE`\x00)",
     "accept failure: {}|1.6.0|RELEASE|{}/{}", "1.6.0"},
    {"envoy", "envoyproxy:envoy", "envoy", R"(\x00(`1.##.#`\d*(?:-dev)?)\x00)", "|1.40.0|",
     "1.40.0", kSeen, kProgram, kOnly},
    {"etcd", "etcd:etcd", "etcd etcdctl etcdutl",
     "\\n`dep\tgo.etcd.io/etcd/api/v3\tv`(\\d+\\.\\d+\\.\\d+(?:-(?:alpha|beta|rc)\\.\\d+)?)\\s",
     "\ndep\tgo.etcd.io/etcd/api/v3\tv3.5.9\t", "3.5.9"},
    {"grafana", "grafana:grafana", "grafana grafana-server",
     R"(\x00(?:release-)?(\d*`#.#`\d*\.\d+(?:-(?:beta|preview)\d*)?)(?:\+security-\d+)?\x00+v\d+\.\d+\.x\x00)",
     "|9.5.21||v9.5.x|", "9.5.21"},
    {"grafana", "grafana:grafana", "grafana grafana-server",
     R"(\x00`release-`(\d+\.\d+\.\d+(?:-(?:beta|preview)\d*)?)(?:\+security-\d+)?\x00)",
     "|release-12.3.1|", "12.3.1"},
    {"grafana", "grafana:grafana", "grafana grafana-server",
     R"((?:^|[^\x20-\x3e\x44-\x7e])(\d*`#.#`\d*\.\d+(?:-(?:beta|preview|test)?\d*)?)\x00)",
     "|11.0.0-preview||", "11.0.0-preview", kSeen, kProgram, kOnly},
    {"helm", "helm:helm", "helm", kLinked, "|\340Av3.18.6||", "3.18.6", kSeen, kProgram, kOnly},
    {"helm", "helm:helm", "helm",
     R"(/internal/`version.version=v`(\d+\.\d+\.\d+(?:-[\w.]+)?)[\s"])",
     "-X helm.sh/helm/v3/internal/version.version=v3.18.6 ", "3.18.6"},
    {"hugo", "gohugo:hugo", "hugo",
     "\\nmod`\tgithub.com/gohugoio/"
     "hugo\tv`(\\d+\\.\\d+\\.\\d+(?:-(?:alpha|beta|rc)[.\\d]*)?)[\\s+]",
     "\nmod\tgithub.com/gohugoio/hugo\tv0.147.0\t", "0.147.0"},
    {"ingress-nginx", "kubernetes:ingress-nginx", "nginx-ingress-controller", kLinked,
     "\240Lv1.9.6||$a", "1.9.6", kSeen, kProgram, kOnly},
    {"istio", "istio:istio", "pilot-agent pilot-discovery istioctl", kLinked, "|1.26.8||", "1.26.8",
     kSeen, kProgram, kOnly},
    {"k3s", "k3s:k3s", "k3s", kLinked, "go1.19.8||v1.2.3||HEAD|", "1.2.3", kKnown, kProgram, kOnly},
    {"kubernetes", "kubernetes:kubernetes",
     "kubectl kubelet kubeadm kube-apiserver kube-controller-manager kube-scheduler kube-proxy",
     kLinked, "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen, kProgram, kOnly},
    {"kubernetes", "kubernetes:kubernetes",
     "kubectl kubelet kubeadm kube-apiserver kube-controller-manager kube-scheduler kube-proxy",
     R"(`/version.gitVersion=v`(\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.\d+)?)["\' +])",
     "-X 'k8s.io/component-base/version.gitVersion=v1.28.2'", "1.28.2"},
    {"kustomize", "", "kustomize", kLinked, "go1.26.8||v5.7.1|", "5.7.1", kSeen, kProgram, kOnly},
    {"node_exporter", "", "node_exporter prometheus-node-exporter", kLinked,
     "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen, kProgram, kOnly},
    {"nomad", "hashicorp:nomad", "nomad",
     "\\n`mod\tgithub.com/hashicorp/"
     "nomad\tv`([1-9]\\d*\\.\\d+\\.\\d+(?:-(?:alpha|beta|rc)\\d*)?)[\\s+]",
     "\nmod\tgithub.com/hashicorp/nomad\tv1.12.0\t", "1.12.0", kKnown},
    {"prometheus", "prometheus:prometheus", "prometheus promtool", kLinked,
     "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen, kProgram, kOnly},
    {"prometheus", "prometheus:prometheus", "prometheus promtool",
     R"(`common/version.Version=`(\d+\.\d+\.\d+(?:-rc\.\d+)?)[\s"])",
     "-X github.com/prometheus/common/version.Version=2.53.3 ", "2.53.3"},
    {"pushgateway", "", "pushgateway prometheus-pushgateway", kLinked, "go1.19.8||v1.2.3||HEAD|",
     "1.2.3", kSeen, kProgram, kOnly},
    {"runc", "linuxfoundation:runc", "runc", kLinked, "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen,
     kProgram, kOnly},
    {"skopeo", "skopeo_project:skopeo", "skopeo", R"(`skopeo/`(\d+\.\d+\.\d+))", "skopeo/1.9.3",
     "1.9.3"},
    {"syncthing", "syncthing:syncthing", "syncthing", kLinked, "|\340Cv1.29.5|0", "1.29.5", kSeen,
     kProgram, kOnly},
    {"terraform", "hashicorp:terraform", "terraform",
     "\\n`mod\tgithub.com/hashicorp/"
     "terraform\tv`([1-9]\\d*\\.\\d+\\.\\d+(?:-(?:alpha|beta|rc)\\d*)?)[\\s+]",
     "\nmod\tgithub.com/hashicorp/terraform\tv1.5.7\t", "1.5.7"},
    {"traefik", "traefik:traefik", "traefik",
     "\\n`mod\tgithub.com/traefik/"
     "traefik/v`\\d\tv(\\d+\\.\\d+\\.\\d+(?:-(?:ea|rc)\\.\\d+)?)[\\s+]",
     "\nmod\tgithub.com/traefik/traefik/v3\tv3.7.15\t", "3.7.15"},
    {"traefik", "traefik:traefik", "traefik", kLinked, "go1.19.8||v1.2.3||HEAD|", "1.2.3", kSeen,
     kProgram, kOnly},
    {"vault", "hashicorp:vault", "vault",
     "\\n`mod\tgithub.com/hashicorp/"
     "vault\tv`([1-9]\\d*\\.\\d+\\.\\d+(?:-(?:alpha|beta|rc)\\d*)?)[\\s+]",
     "\nmod\tgithub.com/hashicorp/vault\tv1.9.10\t", "1.9.10"},
    {"vault", "hashicorp:vault", "vault",
     R"(0x%016x(1\.\d+\.\d+)(?:1\.49\.22)?[^\d.]?`123-abc1953125`)",
     "0.0.00x%016x1.14.101.49.22123-abc19531252.5.4.3", "1.14.10"},
    {"vault", "hashicorp:vault", "vault", R"(:revoke(1\.\d+\.\d+(?:-rc\d+)?)`)(nil))(%`)",
     "cloud:%s.%s:revoke1.20.2)(nil))(%#v) {...}french", "1.20.2"},
    {"vault", "hashicorp:vault", "vault", kLinked, "|1.13.1|", "1.13.1", kSeen, kProgram, kOnly},
    {"velero", "", "velero", kLinked, "\231\231\311?v1.14.1||", "1.14.1", kSeen, kProgram, kOnly},
};

}  // namespace

std::span<const Program> CloudPrograms() { return kPrograms; }

}  // namespace claircore::scanners
