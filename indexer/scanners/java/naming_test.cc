#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/zip_builder.h"
#include "gtest/gtest.h"
#include "indexer/scanners/java/group.h"
#include "indexer/scanners/java/java_scanner.h"

// What archives without coordinates of Maven's are called.
namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::ZipBuilder;
using List = std::vector<std::string>;

// An archive with that manifest, and a class in each of `packages`.
std::string Jar(std::string_view manifest, const List& packages = {}) {
  ZipBuilder zip;
  if (!manifest.empty()) {
    zip.Deflated("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + std::string(manifest));
  }
  for (std::string package : packages) {
    std::replace(package.begin(), package.end(), '.', '/');
    zip.Stored(package + "/A.class", "x");
  }
  return zip.Build();
}

List Rows(const FakeLayer& layer) {
  List rows;
  for (const Package& p : testing::Scan(*NewJavaScanner(), layer).packages) {
    rows.push_back(p.name + " " + p.version);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::string Named(std::string_view file, std::string_view manifest, const List& packages = {}) {
  const List rows = Rows(FakeLayer().File("lib/" + std::string(file), Jar(manifest, packages)));
  return rows.empty() ? "" : rows.size() == 1 ? rows[0] : "many";
}

TEST(JavaNaming, TheFileNameBeforeTitlesOfTheManifest) {
  EXPECT_EQ(
      Named("mini-core-3.5.0.jar", "Implementation-Title: Mini\nImplementation-Version: 3.5\n"),
      "mini-core 3.5.0");
  EXPECT_EQ(
      Named("plan-1.2.3.jar", "Implementation-Title: plan\nImplementation-Version: unspecified\n"),
      "plan 1.2.3");
  EXPECT_EQ(Named("org.acme.os_3.18.0.v2022-2155.jar", "Bundle-Name: %name\n"),
            "org.acme.os 3.18.0.v2022-2155");
  // OSGi has three numbers where the artifact has two.
  EXPECT_EQ(Named("tool-7.1.jar", "Bundle-Version: 7.1.0\nBundle-SymbolicName: tool\n"),
            "tool 7.1");
  EXPECT_EQ(Named("tool-7.jar", "Implementation-Version: 7.1.4\n"), "tool 7.1.4");
  EXPECT_EQ(Named("tool-7.1-nohive.jar", "Implementation-Version: 7.1\n"), "tool 7.1");
  EXPECT_EQ(Named("tool-7.1-SNAPSHOT.jar", "Implementation-Version: 7.1\n"), "tool 7.1-SNAPSHOT");
  EXPECT_EQ(Named("tool-7.1-M2.jar", "Implementation-Version: 7.1\n"), "tool 7.1-M2");
  EXPECT_EQ(Named("tool-7.1-jre.jar", "Bundle-Version: 7.1\n"), "tool 7.1-jre");
}

TEST(JavaNaming, ManifestsOfArchivesWithoutAVersionInTheirName) {
  EXPECT_EQ(Named("osgi.core.jar", "Bundle-SymbolicName: org.osgi.core\nBundle-Version: 4.3.1\n"),
            "org.osgi:osgi.core 4.3.1");
  EXPECT_EQ(Named("some.jar", "Bundle-SymbolicName: org.osgi.core\nBundle-Version: 4.3.1\n"),
            "org.osgi.core 4.3.1");
  EXPECT_EQ(Named("x.jar",
                  "Implementation-Title: line\nImplementation-Vendor-Id: io.air\n"
                  "Implementation-Version: 0.8\n"),
            "io.air:line 0.8");
  EXPECT_EQ(Named("x.jar",
                  "Group-Id: org.jenkins-ci.plugins\nShort-Name: git\nExtension-Name: git\n"
                  "Plugin-Version: 2.11 (private)\n"),
            "org.jenkins-ci.plugins:git 2.11");
  // A vendor is no name, nor is a sentence, nor a package.
  EXPECT_EQ(Named("jrt-fs.jar",
                  "Implementation-Vendor: Debian\nImplementation-Version: 17.0.15\n"
                  "Implementation-Title: Java Runtime Environment\n"),
            "jrt-fs 17.0.15");
  EXPECT_EQ(
      Named("speed.jar", "Implementation-Title: org.acme.speed\nImplementation-Version: 1.7\n",
            {"org.acme.speed"}),
      "speed 1.7");
  EXPECT_EQ(Named("a b.jar", "Implementation-Vendor: x\nImplementation-Version: 1\n"), "");
  EXPECT_EQ(Named("bare.jar", ""), "");
  EXPECT_EQ(Named("catalina.jar",
                  "Bundle-SymbolicName: org.apache.tomcat-catalina\n"
                  "Implementation-Version: 9.0.30\n",
                  {"org.apache.catalina"}),
            "org.apache.tomcat:tomcat-catalina 9.0.30");
}

TEST(JavaNaming, SectionsOfAManifestHaveTheVersionToo) {
  const std::string sections =
      "X: y\n\nName: org/acme/zeta/impl/V.class\nImplementation-Version: 2.11.0\n"
      "\nName: org/sax/\nImplementation-Version: 2.0\n";
  EXPECT_EQ(Named("zetaImpl.jar", sections), "zetaImpl 2.11.0");
  EXPECT_EQ(Named("sax.jar", sections), "sax 2.0");
  EXPECT_EQ(Named("other.jar", sections), "");
}

TEST(JavaNaming, GroupsThatTheManifestTells) {
  EXPECT_EQ(Named("fast-java-1.1.jar", "Bundle-SymbolicName: org.acme.fast.fast-java\n"),
            "org.acme.fast:fast-java 1.1");
  EXPECT_EQ(Named("acme-actor_2.12-2.5.jar", "Bundle-SymbolicName: com.types.acme.actor\n"),
            "com.types.acme:acme-actor_2.12 2.5");
  EXPECT_EQ(Named("free-2.3.jar", "Bundle-SymbolicName: org.free.free\n"), "org.free:free 2.3");
  EXPECT_EQ(Named("speed-1.7.jar", "Bundle-SymbolicName: org.apache.speed\n"),
            "org.apache.speed:speed 1.7");
  EXPECT_EQ(Named("pick-4.6.jar", "Automatic-Module-Name: info.pick\n"), "info.pick:pick 4.6");
  EXPECT_EQ(Named("poi-xml-3.1.jar", "Implementation-Vendor-Id: org.acme.poi\n"),
            "org.acme.poi:poi-xml 3.1");
  EXPECT_EQ(Named("lucy-core-8.4.jar", "Extension-Name: org.apache.lucy\n", {"org.apache.lucy"}),
            "org.apache.lucy:lucy-core 8.4");
  // The classes are elsewhere, but the artifact's name has a word of the group's.
  EXPECT_EQ(Named("kraft-grid-0.9.jar", "Bundle-SymbolicName: io.makers.grid.kraft-grid\n",
                  {"kraft.grid"}),
            "io.makers.grid:kraft-grid 0.9");
  EXPECT_EQ(Named("storm-java-3.1.jar", "Bundle-SymbolicName: org.stormdb.storm-java\n",
                  {"com.stormdb.client", "org.bits"}),
            "org.stormdb:storm-java 3.1");
  EXPECT_EQ(Named("keeper-3.1.jar", "Bundle-SymbolicName: org.acme.elephant.keeper\n",
                  {"org.acme.keeper"}),
            "keeper 3.1")
      << "a project that moved";
  // What many groups begin with is none, and a name that has nothing to do with the artifact's.
  EXPECT_EQ(Named("digest-1.8.jar", "Implementation-Vendor-Id: org.apache\n"), "digest 1.8");
  EXPECT_EQ(Named("mapper-asl-1.9.jar", "Bundle-SymbolicName: mapper-asl\n"), "mapper-asl 1.9");
  EXPECT_EQ(Named("small-asm-9.jar", "Bundle-SymbolicName: org.objects.asm\n"), "small-asm 9");
}

TEST(JavaNaming, GroupsThatPackagesTell) {
  EXPECT_EQ(Named("kettle-server-core-1.2.jar", "", {"io.kettle.routing", "io.kettle.http"}),
            "io.kettle:kettle-server-core 1.2");
  EXPECT_EQ(Named("jack-mapper-asl-1.9.jar", "", {"org.cowhaus.jack.map"}),
            "org.cowhaus.jack:jack-mapper-asl 1.9");
  EXPECT_EQ(
      Named("jack-mapper-asl-1.9.jar", "Export-Package: org.cowhaus.jack.map;version=\"1\",x.y\n"),
      "org.cowhaus.jack:jack-mapper-asl 1.9");
  EXPECT_EQ(Named("connect-run-2.8.jar", "", {"org.apache.kaf.connect.run"}),
            "org.apache.kaf:connect-run 2.8");
  EXPECT_EQ(Named("java-jwt-3.8.jar", "", {"com.auth9.jwt", "com.auth9.jwt.impl"}),
            "com.auth9:java-jwt 3.8");
  EXPECT_EQ(Named("check-qual-3.jar", "", {"org.checkwork.a", "org.checkwork.b"}),
            "org.checkwork:check-qual 3");
  // One sign is not enough.
  EXPECT_EQ(Named("oak-core-1.jar", "", {"org.birch.tree"}), "oak-core 1");
  EXPECT_EQ(Named("oak-1.jar", "", {"org.oak"}), "oak 1") << "it might be com.oaktree:oak";
  EXPECT_EQ(Named("commons-odd-1.jar", "", {"org.apache.commons.odd"}), "commons-odd 1")
      << "org.apache.commons or commons-odd";
  EXPECT_EQ(Named("google-odd-1.jar", "", {"com.google.odd"}), "google-odd 1");
}

TEST(JavaNaming, GroupsOfWellKnownProjects) {
  EXPECT_EQ(Named("spring-web-5.3.jar", "", {"org.springframework.web"}),
            "org.springframework:spring-web 5.3");
  EXPECT_EQ(Named("spring-boot-2.5.jar", "", {"org.springframework.boot.x"}),
            "org.springframework.boot:spring-boot 2.5");
  EXPECT_EQ(Named("spring-security-web-5.jar", "", {"org.springframework.security.web"}),
            "org.springframework.security:spring-security-web 5");
  EXPECT_EQ(Named("spring-odd-1.jar", "", {"org.springframework.web"}), "spring-odd 1");
  EXPECT_EQ(Named("mysql-connector-java-8.0.jar", "Implementation-Vendor-Id: com.mysql\n",
                  {"com.mysql.cj"}),
            "mysql:mysql-connector-java 8.0");
  EXPECT_EQ(Named("mysql-connector-java-8.0.jar", "", {"org.fake"}), "mysql-connector-java 8.0");
  EXPECT_EQ(Named("commons-io-1.0.jar", "", {"org.apache.commons.io"}),
            "commons-io:commons-io 1.0");
  // Under one name, before and after a move.
  EXPECT_EQ(Named("groovy-xml-2.0.jar", "", {"groovy.xml", "org.codehaus.groovy"}),
            "org.codehaus.groovy:groovy-xml 2.0");
  EXPECT_EQ(Named("groovy-xml-4.0.jar", "", {"org.apache.groovy", "org.codehaus.groovy"}),
            "groovy-xml 4.0");
}

TEST(JavaNaming, PlacesTellTheGroup) {
  const std::string jar = Jar("Implementation-Title: web\n");
  EXPECT_EQ(Rows(FakeLayer().File("root/.m2/repository/org/acme/web/3.1/web-3.1.jar", jar)),
            List{"org.acme:web 3.1"});
  EXPECT_EQ(Rows(FakeLayer().File("lib/org.acme.acme-web-3.1.jar", jar)),
            List{"org.acme:acme-web 3.1"});
  const std::string native =
      ZipBuilder().Deflated("META-INF/native-image/io.acme/web/native.properties", "x").Build();
  EXPECT_EQ(Rows(FakeLayer().File("lib/web-3.1.jar", native)), List{"io.acme:web 3.1"});
  EXPECT_EQ(Rows(FakeLayer().File("lib/web-ui-3.1.jar", native)), List{"web-ui 3.1"});
}

TEST(JavaNaming, PomXmlAndItsPathTellAll) {
  const auto jar = [](std::string_view path, std::string_view xml) {
    return ZipBuilder()
        .Deflated("META-INF/MANIFEST.MF",
                  "Manifest-Version: 1.0\nImplementation-Title: other\n"
                  "Implementation-Version: 1.0\nImplementation-Vendor-Id: other.vendor\n")
        .Deflated("META-INF/maven/" + std::string(path) + "/pom.xml", xml)
        .Build();
  };
  constexpr std::string_view kPom =
      "<project><groupId>org.acme</groupId><artifactId>lib</artifactId><version>1.0</version>"
      "</project>";
  EXPECT_EQ(Rows(FakeLayer().File("a/lib-1.0.jar", jar("org.acme/lib", kPom))),
            List{"org.acme:lib 1.0"});
  EXPECT_EQ(Rows(FakeLayer().File("a/core-1.0.jar", jar("org.acme/lib", kPom))),
            List{"org.acme:lib 1.0"});
  EXPECT_EQ(Rows(FakeLayer().File("a/lib-1.0.jar", jar("org.acme/lib", "no xml"))),
            List{"org.acme:lib 1.0"});
  // Its pom.properties is the better one, as a build has filled it in.
  const std::string both = ZipBuilder()
                               .Deflated("META-INF/maven/org.acme/lib/pom.properties",
                                         "groupId=org.acme\nartifactId=lib\nversion=2.0\n")
                               .Deflated("META-INF/maven/org.acme/lib/pom.xml", kPom)
                               .Build();
  EXPECT_EQ(Rows(FakeLayer().File("a/lib.jar", both)), List{"org.acme:lib 2.0"});
}

TEST(JavaNaming, OnePomOfAnotherIsNotItsOwn) {
  const std::string shaded = ZipBuilder()
                                 .Deflated("META-INF/maven/org.lz/lz/pom.properties",
                                           "groupId=org.lz\nartifactId=lz\nversion=1.7\n")
                                 .Stored("org/acme/broker/A.class", "x")
                                 .Build();
  EXPECT_EQ(Rows(FakeLayer().File("lib/acme-clients-2.8.jar", shaded)),
            (List{"org.acme:acme-clients 2.8", "org.lz:lz 1.7"}));
  EXPECT_EQ(Rows(FakeLayer().File("lib/lz-java-1.7.jar", shaded)), List{"org.lz:lz 1.7"});
  EXPECT_EQ(Rows(FakeLayer().File("lib/app.jar", shaded)), List{"org.lz:lz 1.7"});
}

TEST(JavaNaming, SiblingsTellTheGroup) {
  const auto pom = [](std::string_view group, std::string_view artifact) {
    return ZipBuilder()
        .Deflated("META-INF/maven/g/a/pom.properties", "groupId=" + std::string(group) +
                                                           "\nartifactId=" + std::string(artifact) +
                                                           "\nversion=1.2\n")
        .Build();
  };
  const std::string bare = Jar("");
  EXPECT_EQ(
      Rows(FakeLayer()
               .File("lib/acme-core-1.2.jar", pom("org.acme", "acme-core"))
               .File("lib/acme-util-1.2.jar", bare)
               .File("lib/acme-util-1.3.jar", bare)
               .File("other/acme-util-1.2.jar", bare)),
      (List{"acme-util 1.2", "acme-util 1.3", "org.acme:acme-core 1.2", "org.acme:acme-util 1.2"}));
  EXPECT_EQ(Rows(FakeLayer()
                     .File("lib/acme-core-1.2.jar", pom("org.acme", "acme-core"))
                     .File("lib/acme-more-1.2.jar", pom("org.acme.more", "acme-more"))
                     .File("lib/acme-util-1.2.jar", bare)),
            (List{"acme-util 1.2", "org.acme.more:acme-more 1.2", "org.acme:acme-core 1.2"}));
  // Within an archive, too.
  EXPECT_EQ(Rows(FakeLayer().File("app.war", ZipBuilder()
                                                 .Stored("WEB-INF/lib/acme-core-1.2.jar",
                                                         pom("org.acme", "acme-core"))
                                                 .Stored("WEB-INF/lib/acme-util-1.2.jar", bare)
                                                 .Build())),
            (List{"org.acme:acme-core 1.2", "org.acme:acme-util 1.2"}));
}

TEST(JavaNaming, WhatIsNoGroup) {
  for (std::string_view text : {"", "org", "org.", ".org", "org..a", "org.apache", "com.google",
                                "a b.c", "The Foo Project"}) {
    EXPECT_FALSE(IsGroup(text)) << text;
  }
  EXPECT_TRUE(IsGroup("org.acme"));
  EXPECT_TRUE(IsGroup("org.apache.kaf"));
}

}  // namespace
}  // namespace claircore::scanners
