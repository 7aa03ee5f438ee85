//! Services of machine learning.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Check, Matcher, Part, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

kinds! {
    // source: GitHub's list, `openai_api_key`
    OPENAI_KEY = "openai-api-key", "OpenAI API key", "Delete the key on platform.openai.com (API keys).";
    // source: https://docs.anthropic.com/en/api/administration-api
    ANTHROPIC_KEY = "anthropic-api-key", "Anthropic API key", "Delete the key in the Anthropic console (API keys).";
    // source: https://huggingface.co/docs/hub/security-tokens
    HUGGING_FACE_TOKEN = "hugging-face-token", "Hugging Face token", "Invalidate the token on huggingface.co (Settings, Access Tokens).";
    // source: GitHub's list, `groq_api_key`
    GROQ_KEY = "groq-api-key", "Groq API key", "Delete the key in the Groq console (API keys).";
    // source: GitHub's list, `xai_api_key`
    XAI_KEY = "xai-api-key", "xAI API key", "Delete the key in the xAI console (API keys).";
    // source: GitHub's list, `perplexity_api_key`
    PERPLEXITY_KEY = "perplexity-api-key", "Perplexity API key", "Delete the key in the Perplexity settings (API).";
    // source: GitHub's list, `replicate_api_token`
    REPLICATE_TOKEN = "replicate-token", "Replicate API token", "Disable the token on replicate.com (Account, API tokens).";
    // source: https://github.com/NVIDIA-NeMo/nemo-helix (plugins/nemo-agents, pii_scan.py)
    NVIDIA_KEY = "nvidia-api-key", "NVIDIA API key", "Delete the key on build.nvidia.com or in NGC (Setup, API keys).";
    // source: https://openrouter.ai/docs/api/reference/authentication
    OPENROUTER_KEY = "openrouter-api-key", "OpenRouter API key", "Delete the key on openrouter.ai (Keys).";
    // source: GitHub's list, `deepseek_api_key`
    DEEPSEEK_KEY = "deepseek-api-key", "DeepSeek API key", "Delete the key on platform.deepseek.com (API keys).";
    // source: not found; the form is as seen in use
    TOGETHER_KEY = "together-api-key", "Together AI API key", "Delete the key on api.together.ai (Settings, API keys).";
    // source: https://docs.fireworks.ai/api-reference/create-api-key
    FIREWORKS_KEY = "fireworks-api-key", "Fireworks AI API key", "Delete the key on app.fireworks.ai (API keys).";
    // source: https://github.com/Cerebras/vscode-cerebras-chat (src/provider.ts)
    CEREBRAS_KEY = "cerebras-api-key", "Cerebras API key", "Delete the key on cloud.cerebras.ai (API keys).";
    // source: https://docs.tavily.com/api-reference
    TAVILY_KEY = "tavily-api-key", "Tavily API key", "Delete the key on app.tavily.com (API keys).";
    // source: https://github.com/elevenlabs/elevenlabs-python (src/elevenlabs/speech_engine)
    ELEVENLABS_KEY = "elevenlabs-api-key", "ElevenLabs API key", "Delete the key in ElevenLabs (Developers, API keys).";
    // source: https://github.com/jina-ai/MCP (README)
    JINA_KEY = "jina-api-key", "Jina AI API key", "Delete the key on jina.ai (API key & billing).";
    // source: https://github.com/langfuse/langfuse (packages/shared/src/server/auth/apiKeys.ts)
    LANGFUSE_KEY = "langfuse-secret-key", "Langfuse secret key", "Delete the key in Langfuse (Project settings, API keys).";
    // source: https://github.com/runpod/runpod-mcp (src/alp/scrub.ts)
    RUNPOD_KEY = "runpod-api-key", "RunPod API key", "Revoke the key in the RunPod console (Settings, API keys).";
    // source: not found; the form is as seen in use
    FRIENDLI_TOKEN = "friendli-token", "Friendli personal access token", "Delete the token in Friendli Suite (Personal settings, Tokens).";
    // source: https://github.com/firecrawl/firecrawl
    FIRECRAWL_KEY = "firecrawl-api-key", "Firecrawl API key", "Delete the key on firecrawl.dev (API keys).";
    // source: https://github.com/e2b-dev/infra (packages/shared/pkg/keys)
    E2B_KEY = "e2b-api-key", "E2B API key", "Delete the key in the E2B dashboard (Keys).";
    // source: https://github.com/browserbase/stagehand (packages/integrations/core/src/harness/redact.ts)
    BROWSERBASE_KEY = "browserbase-api-key", "Browserbase API key", "Roll the key in the Browserbase settings.";
    // source: GitHub's list, `langchain_api_personal_key`
    LANGSMITH_KEY = "langsmith-api-key", "LangSmith API key", "Delete the key in LangSmith (Settings, API keys).";
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&ANTHROPIC_KEY, b"sk-ant-api03-", &[Run(Set::Url64, 95, 95)]).check(Check::EndsWith(b"AA")),
    token(&ANTHROPIC_KEY, b"sk-ant-admin01-", &[Run(Set::Url64, 95, 95)]).check(Check::EndsWith(b"AA")),
    token(&ANTHROPIC_KEY, b"sk-ant-oat01-", &[Run(Set::Url64, 95, 95)]).check(Check::EndsWith(b"AA")),
    token(&ANTHROPIC_KEY, b"sk-ant-ort01-", &[Run(Set::Url64, 95, 95)]).check(Check::EndsWith(b"AA")),
    token(&OPENROUTER_KEY, b"sk-or-v1-", &[Run(Set::LowerHex, 64, 64)]),
    token(&OPENAI_KEY, b"sk-proj-", &[Run(Set::Url64, 40, 200)]).check(Check::Contains(b"T3BlbkFJ")),
    token(&OPENAI_KEY, b"sk-svcacct-", &[Run(Set::Url64, 40, 200)]).check(Check::Contains(b"T3BlbkFJ")),
    token(&OPENAI_KEY, b"sk-admin-", &[Run(Set::Url64, 40, 200)]).check(Check::Contains(b"T3BlbkFJ")),
    token(&OPENAI_KEY, b"sk-", &[Run(Set::Alnum, 48, 48)]).check(Check::Contains(b"T3BlbkFJ")),
    token(&HUGGING_FACE_TOKEN, b"hf_", &[Run(Set::Alnum, 34, 34)]),
    token(&HUGGING_FACE_TOKEN, b"api_org_", &[Run(Set::Alnum, 34, 34)]),
    token(&GROQ_KEY, b"gsk_", &[Run(Set::Alnum, 52, 52)]),
    token(&XAI_KEY, b"xai-", &[Run(Set::Word, 70, 120)]),
    token(&PERPLEXITY_KEY, b"pplx-", &[Run(Set::Alnum, 48, 56)]),
    token(&REPLICATE_TOKEN, b"r8_", &[Run(Set::Alnum, 37, 37)]),
    token(&NVIDIA_KEY, b"nvapi-", &[Run(Set::Url64, 60, 128)]),
    token(&LANGSMITH_KEY, b"lsv2_pt_", &[Run(Set::LowerHex, 32, 32), Literal(b"_"), Run(Set::LowerHex, 10, 10)]),
    token(&LANGSMITH_KEY, b"lsv2_sk_", &[Run(Set::LowerHex, 32, 32), Literal(b"_"), Run(Set::LowerHex, 10, 10)]),
    token(&DEEPSEEK_KEY, b"sk-", &[Run(Set::LowerHex, 32, 32)]).confidence(Confidence::Medium),
    token(&TOGETHER_KEY, b"tgp_v1_", &[Run(Set::Url64, 43, 43)]),
    token(&FIREWORKS_KEY, b"fw_", &[Run(Set::Alnum, 22, 24)]).check(Check::Mixed).confidence(Confidence::Medium),
    token(&CEREBRAS_KEY, b"csk-", &[Run(Set::LowerDigit, 48, 48)]),
    token(&TAVILY_KEY, b"tvly-", &[Run(Set::Alnum, 32, 32)]),
    token(&TAVILY_KEY, b"tvly-dev-", &[Run(Set::Alnum, 32, 32)]),
    token(&TAVILY_KEY, b"tvly-prod-", &[Run(Set::Alnum, 32, 32)]),
    token(&ELEVENLABS_KEY, b"sk_", &[Run(Set::LowerHex, 48, 48)]),
    // Keys of a region of their own name it.
    token(&ELEVENLABS_KEY, b"sk_", &[Run(Set::LowerHex, 48, 48), Literal(b"_residency_"), Run(Set::LowerDigit, 2, 8)]),
    token(&JINA_KEY, b"jina_", &[Run(Set::Url64, 60, 60)]).check(Check::Mixed),
    token(&LANGFUSE_KEY, b"sk-lf-", super::UUID),
    token(&RUNPOD_KEY, b"rpa_", &[Run(Set::Alnum, 40, 50)]).check(Check::Mixed),
    token(&FRIENDLI_TOKEN, b"flp_", &[Run(Set::Alnum, 46, 46)]),
    token(&FIRECRAWL_KEY, b"fc-", &[Run(Set::LowerHex, 32, 32)]),
    token(&E2B_KEY, b"e2b_", &[Run(Set::LowerHex, 40, 40)]),
    token(&BROWSERBASE_KEY, b"bb_live_", &[Run(Set::Url64, 27, 27)]).check(Check::Mixed),
];
