#include "indexer/scanners/java/known_groups.h"

#include <algorithm>

namespace claircore::scanners {
namespace {

// What begins so, if `artifact` ends in '*'.
struct Known {
  std::string_view artifact;
  std::string_view package;
  std::string_view group;
};

// The first that fits counts. Artifacts that moved to another group under the same name (dom4j,
// nekohtml) are left out: a version would have to tell. Where classes tell it, the group after the
// move is left to other signs: groovy of org.codehaus had none of org.apache's.
constexpr Known kKnown[] = {
    {"ant", "org.apache.tools.ant", "org.apache.ant"},
    {"ant-*", "org.apache.tools.ant", "org.apache.ant"},
    {"aopalliance", "org.aopalliance", "aopalliance"},
    {"asm", "org.objectweb.asm", "org.ow2.asm"},  // since 4.0, of 2011
    {"asm-*", "org.objectweb.asm", "org.ow2.asm"},
    {"axis", "org.apache.axis", "axis"},
    {"cglib*", "net.sf.cglib", "cglib"},
    {"derby*", "org.apache.derby", "org.apache.derby"},
    {"graphql-java", "graphql", "com.graphql-java"},
    {"groovy*", "org.apache.groovy", ""},
    {"groovy*", "org.codehaus.groovy", "org.codehaus.groovy"},
    {"guice", "com.google.inject", "com.google.inject"},
    {"guice-*", "com.google.inject", "com.google.inject.extensions"},
    {"h2", "org.h2", "com.h2database"},
    {"jdom2", "org.jdom2", "org.jdom"},
    {"jna", "com.sun.jna", "net.java.dev.jna"},
    {"jna-platform", "com.sun.jna", "net.java.dev.jna"},
    {"jsr305", "javax.annotation", "com.google.code.findbugs"},
    {"junit", "org.junit", "junit"},
    {"jython*", "org.python", "org.python"},
    {"kafka_2*", "kafka", "org.apache.kafka"},
    {"kotlin-*", "kotlin", "org.jetbrains.kotlin"},
    {"libthrift", "org.apache.thrift", "org.apache.thrift"},
    {"log4j", "org.apache.log4j", "log4j"},
    {"lombok", "lombok", "org.projectlombok"},
    {"mysql-connector-java", "com.mysql", "mysql"},
    {"okhttp", "okhttp3", "com.squareup.okhttp3"},
    {"oro", "org.apache.oro", "oro"},
    {"picocli*", "picocli", "info.picocli"},
    {"rhino*", "org.mozilla.javascript", "org.mozilla"},
    {"scala-*", "scala", "org.scala-lang"},
    {"serializer", "org.apache.xml.serializer", "xalan"},
    {"tomcat-embed-*", "org.apache", "org.apache.tomcat.embed"},
    {"tomcat-*", "org.apache", "org.apache.tomcat"},
    {"xalan", "org.apache.xalan", "xalan"},
    {"xercesImpl", "org.apache.xerces", "xerces"},
    {"zookeeper", "org.apache.zookeeper", "org.apache.zookeeper"},
};

// Of Apache Commons, those that are published under their own name. Their packages are all below of
// org.apache.commons.
constexpr std::string_view kOwnCommons[] = {
    "beanutils", "chain",   "cli",      "codec",     "collections", "configuration", "daemon",
    "dbcp",      "dbutils", "digester", "discovery", "el",          "fileupload",    "httpclient",
    "io",        "jelly",   "jexl",     "jxpath",    "lang",        "launcher",      "logging",
    "modeler",   "net",     "pool",     "validator"};

// The modules of the Spring Framework itself, after "spring-". All others are of a project that is
// called as what follows: spring-security-core is org.springframework.security's.
constexpr std::string_view kSpringFramework[] = {
    "aop",     "asm",  "aspects", "beans",     "context", "core",   "expression", "instrument",
    "jcl",     "jdbc", "jms",     "messaging", "orm",     "oxm",    "r2dbc",      "struts",
    "support", "test", "tx",      "web",       "webflux", "webmvc", "websocket"};

bool Fits(std::string_view pattern, std::string_view artifact) {
  if (!pattern.ends_with('*')) return pattern == artifact;
  return artifact.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool IsOneOf(std::string_view word, const auto& words) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::string SpringGroup(std::string_view artifact, const ClassFolders& classes) {
  constexpr std::string_view kGroup = "org.springframework";
  std::string_view project = artifact.substr(artifact.find('-') + 1);
  project = project.substr(0, project.find('-'));
  if (IsOneOf(project, kSpringFramework)) {
    return classes.Has(kGroup) ? std::string(kGroup) : std::string();
  }
  const std::string group = std::string(kGroup) + "." + std::string(project);
  return !project.empty() && classes.Has(group) ? group : std::string();
}

}  // namespace

std::string KnownGroup(std::string_view artifact, const ClassFolders& classes) {
  if (artifact.starts_with("spring-")) return SpringGroup(artifact, classes);
  if (artifact.starts_with("commons-")) {
    const std::string_view name = artifact.substr(artifact.find('-') + 1);
    const bool own = IsOneOf(name, kOwnCommons) && classes.Has("org.apache.commons");
    return own ? std::string(artifact) : std::string();
  }
  for (const Known& known : kKnown) {
    if (Fits(known.artifact, artifact) && classes.Has(known.package)) {
      return std::string(known.group);
    }
  }
  return {};
}

}  // namespace claircore::scanners
