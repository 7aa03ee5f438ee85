//! Databases and data services.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Check, Matcher, Part, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

kinds! {
    // source: GitHub's list, `mongodb_atlas_service_account_secret`
    ATLAS_SECRET = "mongodb-atlas-secret", "MongoDB Atlas service account secret", "Revoke the secret in Atlas (Access Manager, Applications, Service accounts).";
    // source: GitHub's list, `ccdb_api_key`
    COCKROACH_KEY = "cockroachdb-api-key", "CockroachDB Cloud API key", "Delete the key in the CockroachDB Cloud console (Access management, API access).";
    // source: GitHub's list, `aiven_service_password`
    AIVEN_PASSWORD = "aiven-service-password", "Aiven service password", "Reset the password of the service user in the Aiven console.";
    // source: https://github.com/xataio/xata (internal/api/key/key.go)
    XATA_KEY = "xata-api-key", "Xata API key", "Delete the key in the Xata account settings.";
    // source: https://github.com/gitleaks/gitleaks/pull/1826 (by ClickHouse)
    CLICKHOUSE_SECRET = "clickhouse-cloud-secret", "ClickHouse Cloud API key secret", "Delete the key in the ClickHouse Cloud console (API keys).";
    // source: GitHub's list, `elastic_cloud_api_key`
    ELASTIC_KEY = "elastic-cloud-api-key", "Elastic Cloud API key", "Revoke the key in the Elastic Cloud console (Organization, API keys).";
    // source: https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html
    CONFLUENT_SECRET = "confluent-api-secret", "Confluent Cloud API secret", "Delete the key with `confluent api-key delete`.";
    // source: GitHub's list, `pinecone_api_key`
    PINECONE_KEY = "pinecone-api-key", "Pinecone API key", "Delete the key in the Pinecone console (API keys).";
    // source: https://github.com/dbt-labs/dbt (credential.rs)
    DBT_TOKEN = "dbt-cloud-token", "dbt Cloud token", "Delete the token in dbt Cloud (Account settings, API tokens).";
    // source: https://github.com/metabase/metabase (src/metabase/models/api_key.clj)
    METABASE_KEY = "metabase-api-key", "Metabase API key", "Delete the key in Metabase (Admin settings, Authentication, API keys).";
    // source: GitHub's list, `segment_public_api_token`
    SEGMENT_TOKEN = "segment-api-token", "Segment public API token", "Revoke the token in Segment (Workspace settings, Access management, Tokens).";
    // source: https://github.com/appwrite/appwrite (app/init/constants.php)
    APPWRITE_KEY = "appwrite-api-key", "Appwrite API key", "Delete the key in the Appwrite console (Overview, Integrations, API keys).";
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&ATLAS_SECRET, b"mdb_sa_sk_", &[Run(Set::Url64, 40, 40)]),
    // Prefix, identifier, secret.
    token(&COCKROACH_KEY, b"CCDB1_", &[Run(Set::Alnum, 22, 22), Literal(b"_"), Run(Set::Alnum, 40, 40)]),
    token(&AIVEN_PASSWORD, b"AVNS_", &[Run(Set::Url64, 19, 19)]).check(Check::Mixed),
    token(&XATA_KEY, b"xau_", &[Run(Set::Alnum, 28, 38)]).check(Check::Mixed),
    token(&CLICKHOUSE_SECRET, b"4b1d", &[Run(Set::Alnum, 38, 38)]).check(Check::Mixed),
    token(&ELASTIC_KEY, b"essu_", &[Run(Set::Url64, 40, 120)]),
    // Secrets since July 2025.
    token(&CONFLUENT_SECRET, b"cflt", &[Run(Set::Base64, 60, 60)]).check(Check::Confluent),
    token(&PINECONE_KEY, b"pcsk_", &[Run(Set::Alnum, 5, 6), Literal(b"_"), Run(Set::Alnum, 63, 63)]),
    token(&DBT_TOKEN, b"dbtc_", &[Run(Set::Url64, 36, 100)]).check(Check::Mixed),
    token(&DBT_TOKEN, b"dbtu_", &[Run(Set::Url64, 36, 100)]).check(Check::Mixed),
    token(&METABASE_KEY, b"mb_", &[Run(Set::Base64, 43, 43), Literal(b"=")]),
    token(&SEGMENT_TOKEN, b"sgp_", &[Run(Set::Alnum, 64, 64)]).check(Check::Mixed),
    token(&APPWRITE_KEY, b"standard_", &[Run(Set::LowerHex, 256, 256)]).confidence(Confidence::High),
];
