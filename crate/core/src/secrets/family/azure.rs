//! Azure keys that carry a signature of their service (Microsoft Purview, sensitive information types; Microsoft's
//! security-utilities, identifiable keys). The signature stands inside the key, so it serves as the prefix.

use crate::secrets::kind::kinds;
use crate::secrets::matcher::{Before, Matcher, Part, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

use super::cloud::{AZURE_SHARED_ACCESS_KEY, AZURE_STORAGE_KEY};

kinds! {
    // source: GitHub's list, `azure_devops_personal_access_token`
    AZURE_DEVOPS_TOKEN = "azure-devops-token", "Azure DevOps personal access token", "Revoke the token in Azure DevOps (User settings, Personal access tokens).";
    // source: GitHub's list, `azure_container_registry_key_identifiable`
    AZURE_REGISTRY_KEY = "azure-container-registry-key", "Azure container registry password", "Regenerate the password in the Azure portal (container registry, Access keys).";
    // source: GitHub's list, `azure_search_admin_key`
    AZURE_SEARCH_KEY = "azure-search-key", "Azure AI Search key", "Regenerate the key in the Azure portal (search service, Keys).";
    // source: GitHub's list, `azure_function_key`
    AZURE_FUNCTION_KEY = "azure-function-key", "Azure Functions key", "Renew the key in the Azure portal (function app, App keys).";
    // source: GitHub's list, `azure_cache_for_redis_access_key`
    AZURE_REDIS_KEY = "azure-redis-key", "Azure Cache for Redis key", "Regenerate the key in the Azure portal (cache, Authentication).";
    // source: GitHub's list, `azure_cosmosdb_key_identifiable`
    AZURE_COSMOS_KEY = "azure-cosmos-db-key", "Azure Cosmos DB key", "Regenerate the key in the Azure portal (Cosmos DB account, Keys).";
    // source: https://github.com/microsoft/security-utilities (LegacyCommonAnnotatedSecurityAccessKey.cs)
    AZURE_SERVICE_KEY = "azure-service-key", "key of an Azure service", "Regenerate the key in the Azure portal (the resource, Keys).";
}

const END_OF_88: &[Part] = &[Run(Set::Base64, 6, 6), Literal(b"==")];
const END_OF_44: &[Part] = &[Run(Set::Base64, 6, 6), Literal(b"=")];

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&AZURE_DEVOPS_TOKEN, b"AZDO", &[Run(Set::Alnum, 4, 4)]).before(Before::Run(Set::Alnum, 76, 76)),
    token(&AZURE_REGISTRY_KEY, b"+ACR", &[Run(Set::Base64, 6, 6)]).before(Before::Run(Set::Base64, 42, 42)),
    token(&AZURE_SEARCH_KEY, b"AzSe", &[Run(Set::Alnum, 6, 6)]).before(Before::Run(Set::Alnum, 42, 42)),
    token(&AZURE_FUNCTION_KEY, b"AzFu", &[Run(Set::Url64, 6, 6), Literal(b"==")]).before(Before::Run(
        Set::Url64,
        44,
        44,
    )),
    token(&AZURE_REDIS_KEY, b"AzCa", END_OF_44).before(Before::Run(Set::Base64, 33, 33)),
    token(&AZURE_COSMOS_KEY, b"ACDb", END_OF_88).before(Before::Run(Set::Base64, 76, 76)),
    token(&AZURE_STORAGE_KEY, b"+ASt", END_OF_88).before(Before::Run(Set::Base64, 76, 76)),
    token(&AZURE_SHARED_ACCESS_KEY, b"+ASb", END_OF_44).before(Before::Run(Set::Base64, 33, 33)),
    token(&AZURE_SHARED_ACCESS_KEY, b"+AEh", END_OF_44).before(Before::Run(Set::Base64, 33, 33)),
    token(&AZURE_SHARED_ACCESS_KEY, b"AIoT", END_OF_44).before(Before::Run(Set::Base64, 33, 33)),
    token(&AZURE_SERVICE_KEY, b"JQQJ99", &[Run(Set::Alnum, 26, 26)]).before(Before::Run(Set::Alnum, 52, 52)),
];
