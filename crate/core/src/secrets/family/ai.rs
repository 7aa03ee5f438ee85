//! Services of machine learning.

use crate::secrets::kind::kinds;
use crate::secrets::matcher::{Check, Matcher, Part, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

kinds! {
    OPENAI_KEY = "openai-api-key", "OpenAI API key", "Delete the key on platform.openai.com (API keys).";
    ANTHROPIC_KEY = "anthropic-api-key", "Anthropic API key", "Delete the key in the Anthropic console (API keys).";
    HUGGING_FACE_TOKEN = "hugging-face-token", "Hugging Face token", "Invalidate the token on huggingface.co (Settings, Access Tokens).";
    GROQ_KEY = "groq-api-key", "Groq API key", "Delete the key in the Groq console (API keys).";
    XAI_KEY = "xai-api-key", "xAI API key", "Delete the key in the xAI console (API keys).";
    PERPLEXITY_KEY = "perplexity-api-key", "Perplexity API key", "Delete the key in the Perplexity settings (API).";
    REPLICATE_TOKEN = "replicate-token", "Replicate API token", "Disable the token on replicate.com (Account, API tokens).";
    NVIDIA_KEY = "nvidia-api-key", "NVIDIA API key", "Delete the key on build.nvidia.com or in NGC (Setup, API keys).";
    OPENROUTER_KEY = "openrouter-api-key", "OpenRouter API key", "Delete the key on openrouter.ai (Keys).";
    LANGSMITH_KEY = "langsmith-api-key", "LangSmith API key", "Delete the key in LangSmith (Settings, API keys).";
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&ANTHROPIC_KEY, b"sk-ant-api03-", &[Run(Set::Url64, 95, 95)]).check(Check::EndsWith(b"AA")),
    token(&ANTHROPIC_KEY, b"sk-ant-admin01-", &[Run(Set::Url64, 95, 95)]).check(Check::EndsWith(b"AA")),
    token(&ANTHROPIC_KEY, b"sk-ant-oat01-", &[Run(Set::Url64, 95, 95)]).check(Check::EndsWith(b"AA")),
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
    token(&NVIDIA_KEY, b"nvapi-", &[Run(Set::Url64, 60, 70)]),
    token(&LANGSMITH_KEY, b"lsv2_pt_", &[Run(Set::LowerHex, 32, 32), Literal(b"_"), Run(Set::LowerHex, 10, 10)]),
    token(&LANGSMITH_KEY, b"lsv2_sk_", &[Run(Set::LowerHex, 32, 32), Literal(b"_"), Run(Set::LowerHex, 10, 10)]),
];
